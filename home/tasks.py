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


@task()
def publish_due() -> None:
    """Publish what is scheduled and withdraw what has expired."""
    from home import publication  # noqa: PLC0415 - it asks for this task

    publication.publish_due()
