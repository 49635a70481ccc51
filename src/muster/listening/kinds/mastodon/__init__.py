"""Mastodon: the public timeline, a tag or our own home, as server-sent events, with what was missed by REST."""
