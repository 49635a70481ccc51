"""Who did what, by value, chained by hashes. Never holds a name, an address or a message."""
