"""What only the top may put together at start-up: the sample below the doors is made by ``proof``."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Owns no models; fills the seams that nobody lower may fill."""

    name = "muster.config"
    label = "config"

    def ready(self) -> None:
        """Offer the demo as the sample to look around in."""
        from muster.kit import samples
        from muster.proof.demo import loading

        samples.register(
            samples.Offer(fits=loading.fits, steps=loading.steps, beside=loading.beside)
        )
