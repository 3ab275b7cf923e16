"""Closed choices of the home app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shape(models.TextChoices):
    """The shape that stands for a term, so that colour is never the only sign; ``g-<value>`` in the sprite."""

    CIRCLE = "circle", _("Circle")
    TRIANGLE = "triangle", _("Triangle")
    SQUARES = "squares", _("Two squares")
    PETALS = "petals", _("Petals")
    CHEVRONS = "chevrons", _("Chevrons")
    DIAMOND = "diamond", _("Diamond")
    CROSS = "cross", _("Cross")
    HEXAGON = "hexagon", _("Hexagon")
    RING = "ring", _("Ring")
    STEPS = "steps", _("Steps")


class Dye(models.TextChoices):
    """The colour of a term, named after the dyes of the cloth trade; ``dye-<value>`` in the style sheet."""

    MADDER = "madder", _("Madder (red)")
    LOGWOOD = "logwood", _("Logwood (purple)")
    WOAD = "woad", _("Woad (blue)")
    WELD = "weld", _("Weld (yellow)")
    WELD_OVER_WOAD = "weld-over-woad", _("Weld over woad (green)")
    COCHINEAL = "cochineal", _("Cochineal (crimson)")
    INDIGO = "indigo", _("Indigo (dark blue)")
    WALNUT = "walnut", _("Walnut (brown)")
    KERMES = "kermes", _("Kermes (scarlet)")
    LICHEN = "lichen", _("Lichen (grey green)")


class Weave(models.TextChoices):
    """How the threads of a term's cover cross (``home/covers.py``)."""

    TABBY = "tabby", _("Plain weave")
    BASKET = "basket", _("Basket weave")
    TWILL = "twill", _("Twill")
    WIDE_TWILL = "wide-twill", _("Wide twill")
    SATIN = "satin", _("Satin")
    STEPS = "steps", _("Steps")


class GoalPeriod(models.TextChoices):
    """Over what a goal of the coalition is counted."""

    TOTAL = "total", _("In all")
    YEAR = "year", _("Each year")


class MenuGroup(models.TextChoices):
    """Where the editor's menu lists a type of page, in the order of the work."""

    AGENDA = "agenda", _("Agenda")
    KNOWLEDGE = "knowledge", _("Knowledge")
    NEWS = "news", _("News and info")
    PEOPLE = "people", _("Who takes part")


class ChartKind(models.TextChoices):
    """The ways in which a small table of numbers is drawn (``home/charts.py``)."""

    BARS = "bars", _("Lying bars")
    COLUMNS = "columns", _("Upright bars")
    LINE = "line", _("Line")
