"""A signed hook: whoever watches a place that we cannot reach hands over what was said there."""
