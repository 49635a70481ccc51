"""The log of what happened: facts that are only ever added, each hanging on an identity key."""
