"""Bluesky, or any network of the AT Protocol: mentions and replies in, answers out, as one account of ours."""
