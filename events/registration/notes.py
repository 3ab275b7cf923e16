"""What organisers tell each other about a registration."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import Registration, RegistrationNote
from members.models import User


def note_add(*, registration: Registration, author: User, text: str) -> RegistrationNote:
    """Keep a note with a registration. Raises ``ValidationError`` for an empty one, or where the person is gone."""
    if not text.strip():
        raise ValidationError(_("Write something."), code="empty")
    if registration.erased_at is not None:
        raise ValidationError(_("The personal data of this registration was removed."), code="erased")
    return RegistrationNote.objects.create(registration=registration, author=author, text=text.strip())
