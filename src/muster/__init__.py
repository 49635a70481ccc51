"""Muster: one record for every supporter, and mass sending that no single slip can misuse."""

__version__ = "0.1.0"
