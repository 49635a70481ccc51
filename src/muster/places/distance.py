"""How far two points on the earth are from each other."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088


def kilometres(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the great-circle distance; within 0.6 % of the truth anywhere."""
    north, to_north = radians(latitude), radians(to_latitude)
    half_north = sin((to_north - north) / 2) ** 2
    half_east = sin(radians(to_longitude - longitude) / 2) ** 2
    chord = half_north + cos(north) * cos(to_north) * half_east
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))
