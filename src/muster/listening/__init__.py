"""Listening watches what is said in public about us, day and night.

A source that is silent because it is down is a gap on the page, never a zero.
"""
