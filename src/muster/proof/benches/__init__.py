"""Benches: each times the real code path against its baseline in the same run."""
