"""Regions, postcodes, time zones and distances: facts about the map, never about a person."""
