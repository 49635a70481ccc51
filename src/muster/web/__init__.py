"""The doors: pages for staff, pages for everyone, the API, inbound hooks. Translation only, no rules."""
