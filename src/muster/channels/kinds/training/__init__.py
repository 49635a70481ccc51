"""The built-in outbox: a channel that takes everything and lets nothing leave this computer."""
