"""One folder for each kind of channel, with everything in it."""
