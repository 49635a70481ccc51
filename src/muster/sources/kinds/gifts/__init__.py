"""Gifts another system reports call by call: how a call is signed, and what one report says."""
