"""What the bench of enumeration needs: strangers with a stop-watch, doors to ask at, and floods."""
