"""Models of the members app, one noun a file."""

from members.models.contributor import Contributor
from members.models.organisation import Contact, Organisation
from members.models.pages import OrganisationIndexPage, OrganisationPage
from members.models.participation import Participation, ParticipationTerms
from members.models.user import User, UserManager
from members.models.working_group import Seat, WorkingGroup

__all__ = [
    "Contact",
    "Contributor",
    "Organisation",
    "OrganisationIndexPage",
    "OrganisationPage",
    "Participation",
    "ParticipationTerms",
    "Seat",
    "User",
    "UserManager",
    "WorkingGroup",
]
