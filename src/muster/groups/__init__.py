"""Groups are people who act together: membership, leaders with delegated rights, boards.

A group holds no contact data of its own and shows a leader no more than the leader may see.
"""
