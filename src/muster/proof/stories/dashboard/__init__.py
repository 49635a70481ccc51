"""The story of the dashboard: an ordinary portal, and a campaign that knows how each of its people can help."""
