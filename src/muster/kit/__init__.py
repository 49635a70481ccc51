"""Small tools split by subject. The kit knows nothing of ours and imports nothing of ours."""
