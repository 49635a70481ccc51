"""The kinds of source. Each folder knows one wire and nothing of topics, people or tables.

Adding one touches its folder and one line of ``listener``.
"""
