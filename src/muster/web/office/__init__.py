"""A door: translation only, no models, no rules."""
