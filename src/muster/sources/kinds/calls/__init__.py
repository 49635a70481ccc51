"""Calls as lists of dialers tell them, and the list of calls for staff. What a call is stands in ``people.calls``."""
