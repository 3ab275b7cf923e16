"""Models of the members app, one noun a file."""

from members.models.claim import OrganisationClaim
from members.models.contributor import Contributor
from members.models.desk import CoalitionDesk
from members.models.invitation import Invitation
from members.models.mail import MailMessage
from members.models.notice import Notice, NoticePreference
from members.models.organisation import Contact, Organisation, OrganisationRedirect
from members.models.pages import OrganisationIndexPage, OrganisationPage
from members.models.participation import Participation, ParticipationTerms
from members.models.user import User, UserManager
from members.models.working_group import Seat, WorkingGroup
from members.models.working_group_page import (
    WorkingGroupAction,
    WorkingGroupChair,
    WorkingGroupIndexPage,
    WorkingGroupPage,
)

__all__ = [
    "CoalitionDesk",
    "Contact",
    "Contributor",
    "Invitation",
    "MailMessage",
    "Notice",
    "NoticePreference",
    "Organisation",
    "OrganisationClaim",
    "OrganisationIndexPage",
    "OrganisationPage",
    "OrganisationRedirect",
    "Participation",
    "ParticipationTerms",
    "Seat",
    "User",
    "UserManager",
    "WorkingGroup",
    "WorkingGroupAction",
    "WorkingGroupChair",
    "WorkingGroupIndexPage",
    "WorkingGroupPage",
]
