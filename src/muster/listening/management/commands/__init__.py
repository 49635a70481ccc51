"""Commands of listening."""
