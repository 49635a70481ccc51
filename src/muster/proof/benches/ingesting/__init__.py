"""What ``muster bench ingest`` is made of: a stream of calls, who sends it, and the servers it goes to."""
