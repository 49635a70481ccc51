"""The story of the customer nobody answered."""
