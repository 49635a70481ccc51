"""Havsvakt, an invented coast charity: 20,000 invented people that nothing can reach."""
