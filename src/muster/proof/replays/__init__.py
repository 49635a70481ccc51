"""Replays: each plays one story on a throw-away installation against real servers on loopback."""
