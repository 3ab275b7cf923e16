"""Events that others are made from."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventTemplate(models.Model):
    """An event with a name under which editors start another one like it.

    What is taken over is what the event has by then (``events.services.event_again``), so that an improvement of it is
    one of the template. Its kind is that of the event.
    """

    name = models.CharField(
        _("name"), max_length=100, unique=True, help_text=_("Such as: monthly workshop on the campus.")
    )
    page = models.OneToOneField(
        "events.EventPage",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("event"),
        help_text=_("Its words, times, place and conditions of registration. It may be a draft that never is public."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("event template")
        verbose_name_plural = _("event templates")
        ordering: ClassVar[tuple[str, ...]] = ("page__kind", "name")

    def __str__(self) -> str:
        return self.name
