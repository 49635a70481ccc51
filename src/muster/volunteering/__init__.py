"""Volunteering finds the right person for a task, and a task for a person, and says why.

It never suggests anyone who is not qualified, and it does not always ask the same ten.
"""
