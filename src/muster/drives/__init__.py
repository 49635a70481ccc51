"""A drive is many people × a small sum against the clock, live.

Its totals are sums over the ledger of gifts; it never counts anything itself.
"""
