"""The lake: what the log and the records say, as sorted columns that answer while somebody types.

It is disposable. PostgreSQL is the truth, and losing this folder loses nothing but a few minutes.
"""
