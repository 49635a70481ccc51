"""The parts of the bench of a drive."""
