"""One folder per kind of source, with everything that kind knows in it."""
