"""A region is what a campaigner calls one: a voivodeship, a regione, a région, a state, a nation of the UK."""

from django.db import models


class Region(models.Model):
    """One region under its ISO 3166-2 code. Rows come from the package's file, never from staff."""

    code = models.CharField(primary_key=True, max_length=8)
    country = models.CharField(max_length=2)
    name = models.CharField(max_length=80)
    names = models.JSONField(default=dict)
    zone = models.CharField(max_length=40)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        """Codes start with their country."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__startswith=models.F("country")),
                name="places_region_code_in_country",
            )
        ]

    def __str__(self) -> str:
        """Return the region's own name."""
        return self.name

    def name_in(self, language: str) -> str:
        """Return the name usual in ``language``, else the region's own."""
        found: str = self.names.get(language[:2], self.name)
        return found
