"""The sending pump: claims parcels, hands each message over at most once, and appends what became of it."""
