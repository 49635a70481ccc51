"""The story of 250 people who gave ten dollars each."""
