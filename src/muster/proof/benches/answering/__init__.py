"""What the bench of the inbox is made of: a crowd that writes back, staff who read, and a million threads."""
