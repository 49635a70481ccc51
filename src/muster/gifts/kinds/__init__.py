"""The gateways: one folder for each, with everything in it."""
