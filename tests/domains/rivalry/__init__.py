"""Rivalry: counting, fairness, leagues, what is taken off, news, the experiment."""
