"""The inbox is where people wait for an answer: conversations, their messages, and the clock that runs.

It never answers a machine, and a From line never decides whose record opens or where an answer goes.
"""
