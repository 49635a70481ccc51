"""Triage reads a text and says its language and kind, always with the words that weighed.

It never acts alone beyond stop words, out-of-office notes and queueing.
"""
