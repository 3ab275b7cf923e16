"""Second steps: who has one, and who must."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from members.models import User

# Recovery codes alone are none: they stand in for another.
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Steps:
    """The second steps of an account."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    has_codes: bool
    codes_left: int

    @property
    def is_on(self) -> bool:
        """Whether a second step is asked when this person signs in with a password."""
        return self.app is not None or bool(self.passkeys)


def steps_of(user: User) -> Steps:
    """Return the second steps of somebody, in one query."""
    found = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    by_type: dict[str, list[Authenticator]] = {str(kind): [] for kind in Authenticator.Type}
    for authenticator in found:
        by_type[authenticator.type].append(authenticator)
    apps, codes = by_type[Authenticator.Type.TOTP], by_type[Authenticator.Type.RECOVERY_CODES]
    return Steps(
        app=apps[0] if apps else None,
        passkeys=by_type[Authenticator.Type.WEBAUTHN],
        has_codes=bool(codes),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else 0,
    )


def is_required(user: Any) -> bool:
    """Return whether somebody must have a second step: who may use the editor, where ``HUB_REQUIRE_MFA`` says so."""
    return bool(settings.HUB_REQUIRE_MFA and user.is_authenticated and user.has_perm("wagtailadmin.access_admin"))


def is_missing(user: Any) -> bool:
    """Return whether somebody must have a second step and has none."""
    return is_required(user) and not Authenticator.objects.filter(user=user, type__in=STEPS).exists()
