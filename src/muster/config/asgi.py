"""The web server's entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
os.environ.setdefault("MUSTER_DATABASE_ROLE", "web")
application = get_asgi_application()
