"""Mastodon, and servers that speak its interface: mentions in, answers out, as one account of ours."""
