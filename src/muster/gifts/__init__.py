"""Gifts is the money that arrived: a ledger of entries, and the gateways that report them.

A total is always the sum of its entries, and nothing is counted that did not arrive.
"""
