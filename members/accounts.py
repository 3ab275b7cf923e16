"""What somebody does with their own account: leave, and end sessions."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from members.account_letters import STEPS_REMOVED, deleted_send, security_notice_send
from members.browsers import browser_name
from members.enums import OrganisationRole
from members.models import Contact, Invitation, MailMessage, Organisation, User

DELETED_ACTION = "members.account_deleted"


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A browser in which somebody is signed in."""

    pk: int
    browser: str
    ip: str
    started_at: datetime
    is_current: bool


def sessions_of(user: User, current_key: str | None) -> list[OwnSession]:
    """Return the browsers in which somebody is signed in, this one first, then the latest.

    What a new password signed out is not among them, though its row may still be there.
    """
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user).order_by("-created_at")}
    kept = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    known = user.get_session_auth_hash()
    valid = {
        session.session_key
        for session in kept
        if constant_time_compare(str(session.get_decoded().get(HASH_SESSION_KEY, "")), known)
    }
    sessions = [
        OwnSession(
            pk=row.pk,
            browser=browser_name(row.user_agent),
            ip=row.ip,
            started_at=row.created_at,
            is_current=key == current_key,
        )
        for key, row in rows.items()
        if key in valid
    ]
    return sorted(sessions, key=lambda session: not session.is_current)


def sessions_end(*, user: User, current_key: str | None, pk: int | None = None) -> int:
    """Sign somebody out of one other browser, or of all others; return how many that were.

    Another's session, and the one in which this is asked, are left alone.
    """
    with transaction.atomic():
        others = UserSession.objects.filter(user=user).exclude(session_key=current_key or "")
        if pk is not None:
            others = others.filter(pk=pk)
        keys = list(others.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        others.delete()
    return len(keys)


def second_steps_remove(*, user: User) -> int:
    """Take away every second step of somebody who lost them all, and tell them; return how many there were.

    For the desk, who first makes sure that it is this person who asks.
    """
    with transaction.atomic():
        count, _models = Authenticator.objects.filter(user=user).delete()
        if count:
            security_notice_send(user=user, change=STEPS_REMOVED)
    return count


def account_delete_check(*, user: User) -> None:
    """Raise ``ValidationError`` when somebody cannot leave yet: others would be left without an administrator."""
    if user.is_superuser and not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).exists():
        raise ValidationError(
            _("You are the only administrator of the hub. Make somebody else one first."), code="last"
        )
    names = [organisation.name for organisation in organisations_left_alone(user)]
    if names:
        raise ValidationError(
            _("You are the only administrator of %(names)s. Hand that over to a colleague first."),
            code="last_administrator",
            params={"names": ", ".join(names)},
        )


def organisations_left_alone(user: User) -> list[Organisation]:
    """Return the organisations that others speak for, and only this person runs."""
    current = Contact.objects.current()
    others = current.filter(organisation=OuterRef("pk")).exclude(user=user)
    own = current.filter(user=user, role=OrganisationRole.ADMINISTRATOR)
    found = Organisation.objects.filter(pk__in=own.values("organisation")).filter(Exists(others))
    return list(found.exclude(Exists(others.filter(role=OrganisationRole.ADMINISTRATOR))))


def account_delete(*, user: User) -> None:
    """Delete an account and what is stored with it; credit (``Contributor``) and content stay.

    What other apps keep of the person goes by the functions that ``HUB_ACCOUNT_ENDINGS`` names.

    What was counted of signing in, invitations to the address and its mail go as well; one line without a name stays
    in the log. The person is told by mail. Raises ``ValidationError`` as ``account_delete_check`` does.
    """
    with transaction.atomic():
        # One after the other: two administrators who leave at the same time would each count on the other.
        list(User.objects.select_for_update().filter(contacts__organisation__in=user.contacts.values("organisation")))
        account_delete_check(user=user)
        email, language = user.email, user.language
        Session.objects.filter(session_key__in=UserSession.objects.filter(user=user).values("session_key")).delete()
        for attempts in (AccessAttempt, AccessLog, AccessFailureLog):
            attempts.objects.filter(username=email).delete()
        Invitation.objects.filter(email=email).delete()
        MailMessage.objects.filter(user=user).delete()
        MailMessage.objects.filter(recipient=email).delete()
        for path in settings.HUB_ACCOUNT_ENDINGS:
            import_string(path)(user=user)
        ModelLogEntry.objects.log_action(user, DELETED_ACTION, title=f"#{user.pk}", deleted=True)
        user.delete()
        deleted_send(email=email, language=language)
