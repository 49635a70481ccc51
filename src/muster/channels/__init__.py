"""Adapters to the outside: what goes out, what comes in, what became of it. Channels know no person."""
