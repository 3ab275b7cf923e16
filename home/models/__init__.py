"""Models of the home app, re-exported so that ``home.models.X`` is the one address of each."""

from home.models.base import HubPage
from home.models.figures import FigureKind, WorkFigure
from home.models.goals import Goal, GoalReading, GoalText
from home.models.media import HubDocument, HubImage, HubRendition
from home.models.mixins import ClassifiedMixin
from home.models.pages import (
    ApplicationAreaIndexPage,
    BuildingBlockIndexPage,
    HomePage,
    MatrixPage,
    StandardPage,
    TermIndexPage,
)
from home.models.places import Region
from home.models.progress import ProgressPage
from home.models.section import SectionPage
from home.models.tags import PageTag, Tag, TagRedirect, TagText
from home.models.terms import (
    ApplicationArea,
    ApplicationAreaText,
    BuildingBlock,
    BuildingBlockText,
    Term,
    TermText,
)

__all__ = [
    "ApplicationArea",
    "ApplicationAreaIndexPage",
    "ApplicationAreaText",
    "BuildingBlock",
    "BuildingBlockIndexPage",
    "BuildingBlockText",
    "ClassifiedMixin",
    "FigureKind",
    "Goal",
    "GoalReading",
    "GoalText",
    "HomePage",
    "HubDocument",
    "HubImage",
    "HubPage",
    "HubRendition",
    "MatrixPage",
    "PageTag",
    "ProgressPage",
    "Region",
    "SectionPage",
    "StandardPage",
    "Tag",
    "TagRedirect",
    "TagText",
    "Term",
    "TermIndexPage",
    "TermText",
    "WorkFigure",
]
