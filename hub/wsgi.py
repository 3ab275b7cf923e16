"""The WSGI entry point for a production server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.production")
application = get_wsgi_application()

from search.engines import warm_up  # noqa: E402 - the apps are ready now

# Before the first visitor, and not in his time. Here, because each worker imports this after it was forked.
warm_up()
