"""What ``muster bench audience`` is made of: a crowd and its deeds, six questions, and who answers them."""
