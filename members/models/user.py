"""The account of a person: an e-mail address and a name."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.languages import content_languages


def default_language() -> str:
    """Return the site's default language."""
    return str(settings.LANGUAGE_CODE)


class UserManager(BaseUserManager["User"]):
    """Creates accounts, and finds them whatever the case of the address that was typed."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of an e-mail address in any case; raises ``User.DoesNotExist``."""
        return self.get(email__iexact=(username or "").strip())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password it cannot sign in until one is set.

        Raises ``ValueError`` without an address, ``IntegrityError`` when the address is taken.
        """
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account that may do everything."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def desk(self) -> "models.QuerySet[User]":
        """Return the staff of the coalition desk that can be written to."""
        return self.filter(is_staff=True, is_active=True)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address without surrounding space and in lower case.

        The part before the @ may be case-sensitive (RFC 5321 section 2.4), but two accounts that differ in
        nothing else are a trap for everybody.
        """
        return super().normalize_email((email or "").strip()).lower()


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in with an e-mail address. Credit for work hangs on ``Contributor``, not here."""

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("There is already an account with this e-mail address.")},
    )
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language of messages"), max_length=10, choices=content_languages, default=default_language
    )
    is_staff = models.BooleanField(
        _("coalition desk"), default=False, help_text=_("Belongs to the staff of the coalition desk.")
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Untick this instead of deleting the account: it ends all access at once."),
    )
    date_joined = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("name", "email")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("email"),
                name="members_user_email_any_case",
                violation_error_message=_("There is already an account with this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Normalise the address before it is compared with others."""
        super().clean()
        self.email = UserManager.normalize_email(self.email)

    def get_full_name(self) -> str:
        """Return the name as Django and Wagtail ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split(" ", 1)[0]
