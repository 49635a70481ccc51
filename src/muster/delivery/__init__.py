"""The sending machine: sealed documents, frozen recipients, parcels, a pump, and what became of each."""
