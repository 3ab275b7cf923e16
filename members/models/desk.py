"""The coalition desk, as far as the site shows it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from members.models.contributor import Contributor


@register_setting(icon="help")
class CoalitionDesk(BaseGenericSetting):
    """Whom a visitor asks about the coalition itself, and the page that says how to take part."""

    contact = models.ForeignKey(
        Contributor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person"),
        help_text=_("Shown when this person agreed to be asked."),
    )
    join_page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("how to take part"),
        help_text=_("Choose it in any language; visitors get theirs."),
    )

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("contact"), FieldPanel("join_page")]

    class Meta:
        verbose_name = _("coalition desk")
        verbose_name_plural = _("coalition desk")
