"""The Segment-compatible tracking calls: JSON in, claims and facts out."""
