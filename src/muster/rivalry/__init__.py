"""Rivalry compares groups so that all of them move, most of all with their own past.

There is no public bottom, and every score can be recomputed from facts by a visible rule.
"""
