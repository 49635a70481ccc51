"""Bluesky’s Jetstream: everything that is posted there, as JSON frames over one websocket."""
