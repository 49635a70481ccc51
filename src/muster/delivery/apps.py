"""Wires delivery in: its facts, its promise to people, and the post office for letters."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "muster.delivery"
    label = "delivery"

    def ready(self) -> None:
        from muster.delivery import registry

        registry.declare()
