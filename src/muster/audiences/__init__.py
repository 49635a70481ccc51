"""Who is meant: a small tree of conditions, shown as a sentence, answered as people. It sends nothing."""
