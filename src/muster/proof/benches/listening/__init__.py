"""What ``muster bench listen`` is made of."""
