"""Things go wrong on purpose: killed processes, a dying database, halts at full speed, clocks that jump.

Every run has one seed, prints it when it fails, and can be played again with it. The witness counts.
"""
