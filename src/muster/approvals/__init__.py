"""Consent of the staff: who agreed to exactly what, before anything leaves the house."""
