"""Text messages: out by the HTTP interface of a gateway (Kannel, or one shaped like Twilio), in by its calls."""
