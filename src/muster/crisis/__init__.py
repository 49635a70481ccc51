"""Crisis is the room where an alarm is led: one lead, one switch, one log.

It holds what is going out, but it never speaks vaguely: the next word has a time.
"""
