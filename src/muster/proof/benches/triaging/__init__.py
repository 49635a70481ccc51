"""The parts of ``muster bench triage``: each reads one set, learns on one part and measures on the other."""
