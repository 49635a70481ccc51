"""The gates of a release: when the next wave may leave, and when evidence says that none may.

Pure rules and readings; what they decide is done by ``actions.waves``.
"""
