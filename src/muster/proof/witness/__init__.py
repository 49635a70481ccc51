"""The only witness of truth in a test of sending: a mail server of our own, in its own process.

Duplicates and losses are counted in its log, never in our tables. It listens on loopback alone.
"""
