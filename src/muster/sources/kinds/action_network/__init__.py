"""Action Network, or any system that speaks OSDI alike: its pages read and understood, and never written to."""
