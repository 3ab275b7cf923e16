"""Work for the job queue (``manage.py db_worker``); each task calls one service."""

from django_tasks import task

from home import services
from home.models import HubImage


@task()
def make_pictures(image: int, places: list[str]) -> None:
    """Make the sizes of an image that these places need; nothing when the image is gone."""
    row = HubImage.objects.filter(pk=image).first()
    if row is not None:
        services.pictures_make(image=row, places=places)
