"""Broadcasts that never were, for the gates to judge by the very code that judges real ones."""
