"""A copy of what is stored about somebody, for themselves (GDPR, articles 15 and 20).

Each app tells what it stores by a function that ``HUB_PERSONAL_DATA`` names: of a user, returning names and values that
JSON can hold, dates included. What has a page is given as its address.
"""

from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Comment, CommentReply, ModelLogEntry, Page, PageLogEntry, Revision

from members.models import (
    Contact,
    Contributor,
    Invitation,
    MailMessage,
    Notice,
    NoticePreference,
    OrganisationClaim,
    Seat,
    User,
)
from search.addresses import absolute_url

Data = dict[str, Any]


def personal_data(user: User) -> Data:
    """Return everything that the apps store about somebody."""
    data: Data = {"site": settings.WAGTAILADMIN_BASE_URL, "made_at": timezone.now()}
    for path in settings.HUB_PERSONAL_DATA:
        provider: Callable[[User], Data] = import_string(path)
        data |= provider(user)
    return data


def rows(queryset: Any, *fields: str) -> list[Data]:
    """Return some fields of rows."""
    return list(queryset.values(*fields))


def page_links(pages: Iterable[Any]) -> list[Data]:
    """Return title and address of pages, and whether they are published."""
    return [
        {"title": page.title, "address": absolute_url(page.get_url() or ""), "is_published": page.live}
        for page in pages
    ]


def account_data(user: User) -> Data:
    """Return the account itself, what it was told, and how it wants to be told."""
    return {
        "account": {
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "created": user.date_joined,
            "last_signed_in": user.last_login,
            "belongs_to_desk": user.is_staff,
            "administers_hub": user.is_superuser,
            "groups": list(user.groups.values_list("name", flat=True)),
        },
        "addresses": rows(EmailAddress.objects.filter(user=user), "email", "verified"),
        "notices": rows(Notice.objects.filter(user=user), "kind", "subject", "letter", "created_at", "read_at"),
        "preferences": rows(NoticePreference.objects.filter(user=user), "kind", "frequency"),
        "mail": rows(
            MailMessage.objects.filter(Q(user=user) | Q(recipient=user.email)), "subject", "created_at", "sent_at"
        ),
    }


def security_data(user: User) -> Data:
    """Return browsers, second steps (without their secrets) and attempts to sign in."""
    attempts = AccessAttempt.objects.filter(username=user.email)
    return {
        "sessions": rows(UserSession.objects.filter(user=user), "ip", "user_agent", "created_at", "last_seen_at"),
        "second_steps": rows(Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at"),
        "sign_ins": rows(
            AccessLog.objects.filter(username=user.email), "ip_address", "user_agent", "attempt_time", "logout_time"
        ),
        "failed_sign_ins": rows(attempts, "ip_address", "user_agent", "attempt_time", "failures_since_start"),
    }


def organisation_data(user: User) -> Data:
    """Return for whom somebody speaks, in which groups, how they are credited, invitations and claims."""
    invitations = Invitation.objects.filter(Q(email=user.email) | Q(invited_by=user))
    return {
        "contacts": rows(
            Contact.objects.filter(user=user), "organisation__name", "role", "is_lead", "starts_on", "ends_on"
        ),
        "claims": rows(
            OrganisationClaim.objects.filter(user=user), "organisation__name", "reason", "state", "answer", "created_at"
        ),
        "seats": rows(Seat.objects.filter(user=user), "working_group__slug", "role", "starts_on", "ends_on"),
        "credited_as": rows(
            Contributor.objects.filter(user=user),
            "name",
            "job_title",
            "organisation__name",
            "email",
            "is_public_contact",
        ),
        "invitations": rows(
            invitations, "email", "organisation__name", "role", "created_at", "accepted_at", "revoked_at"
        ),
    }


def content_data(user: User) -> Data:
    """Return what somebody made: pages, versions, files, remarks, and what they did in the editor."""
    log = [entry.objects.filter(user_id=user.pk) for entry in (PageLogEntry, ModelLogEntry)]
    return {
        "pages": page_links(Page.objects.filter(owner=user).order_by("pk")),
        "versions": rows(Revision.objects.filter(user=user).order_by("pk"), "object_str", "created_at"),
        "images": rows(get_image_model().objects.filter(uploaded_by_user=user), "title", "created_at"),
        "documents": rows(get_document_model().objects.filter(uploaded_by_user=user), "title", "created_at"),
        "remarks": [
            *rows(Comment.objects.filter(user=user), "text", "created_at"),
            *rows(CommentReply.objects.filter(user=user), "text", "created_at"),
        ],
        "deeds": [deed for entries in log for deed in rows(entries.order_by("pk"), "label", "action", "timestamp")],
    }
