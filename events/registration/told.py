"""Who is told of a step of a registration, and by which letter: one mail for each step that concerns somebody.

Only rows are written, in the transaction of the step: what is undone is told to nobody (threat C21).
"""

from django.utils import timezone
from django.utils.translation import get_language

from events.enums import RegistrationState, RegistrationStep
from events.letters import organising, registering
from events.letters.meeting import has_page, meeting_of, page_of
from events.letters.registering import LETTERS, Told, Write
from events.models import RegistrationLogEntry
from events.organisers import organisers_of
from events.permissions import may_change_registration
from events.registration.sending import registration_send
from members.enums import NoticeKind
from members.letters import Letter
from members.notices import notice_send

# What a registration that has just been made is told, by its state; who got a place or a turn is told of that.
FIRST: dict[RegistrationState, Write] = {
    RegistrationState.UNCONFIRMED: registering.confirm_address,
    RegistrationState.REQUESTED: registering.requested,
}
# After these, whoever registered a colleague gets a copy.
COPIED = (
    RegistrationStep.GOT_PLACE,
    RegistrationStep.QUEUED,
    RegistrationStep.DECLINED,
    RegistrationStep.LET_EXPIRE,
    RegistrationStep.WITHDREW,
)


def step_tell(entry: RegistrationLogEntry) -> None:
    """Write to whom an entry of the log concerns, in the transaction that made it.

    The person themselves, whoever registered them for it, and the organiser when a request waits for an answer.
    Nothing about a work that has no page any more, and nothing to who is gone from the registration.
    """
    registration = entry.registration
    if registration.erased_at is not None or not has_page(registration.schedule.work):
        return
    write = _letter_for(entry)
    if write is not None:
        _tell_person(entry, write)
        if _is_copied(entry):
            _tell_registrant(entry)
    if _is_request(entry):
        _tell_organisers(entry)


def matter_of(entry: RegistrationLogEntry) -> str:
    """Return what makes the letter about one entry of the log one."""
    return f"registration:{entry.registration.uuid}:{entry.pk}"


def _letter_for(entry: RegistrationLogEntry) -> Write | None:
    """Return what writes the letter about an entry; ``None`` for what nobody is mailed about."""
    if entry.step == RegistrationStep.MADE and entry.facts.get("again"):
        state = RegistrationState(entry.registration.state)
        return registering.confirm_address if state == RegistrationState.UNCONFIRMED else registering.registered_already
    if entry.step in (RegistrationStep.MADE, RegistrationStep.CONFIRMED_ADDRESS):
        return FIRST.get(RegistrationState(entry.registration.state))
    if entry.step == RegistrationStep.CHANGED and entry.registration.state == RegistrationState.WAITING:
        # Another way of taking part is another queue, of which they are told; the rest they have just typed.
        return None
    return LETTERS.get(RegistrationStep(entry.step))


def _tell_person(entry: RegistrationLogEntry, write: Write) -> None:
    registration = entry.registration

    def letter() -> Letter:
        return registering.by_colleague(write(_told(entry)), registration)

    if entry.facts.get("again"):
        # Whoever types somebody's address into the form again and again does not fill their mailbox.
        matter, period = f"registration:{registration.uuid}:again", f"{timezone.localtime(entry.at):%Y-%m-%dT%H}"
    else:
        matter, period = matter_of(entry), ""
    registration_send(registration=registration, matter=matter, period=period, write=letter)


def _is_copied(entry: RegistrationLogEntry) -> bool:
    by = entry.registration.registered_by
    if entry.step not in COPIED or by is None or by.pk == entry.registration.user_id:
        return False
    return may_change_registration(entry.registration, by)


def _tell_registrant(entry: RegistrationLogEntry) -> None:
    by = entry.registration.registered_by
    assert by is not None

    def letter() -> Letter:
        return registering.copy_for_registrant(_told(entry))

    notice_send(kind=NoticeKind.REGISTRATION, matter=f"{matter_of(entry)}:copy", write=letter, user=by)


def _is_request(entry: RegistrationLogEntry) -> bool:
    is_new = entry.step in (RegistrationStep.MADE, RegistrationStep.CONFIRMED_ADDRESS)
    return is_new and not entry.facts.get("again") and entry.registration.state == RegistrationState.REQUESTED


def _tell_organisers(entry: RegistrationLogEntry) -> None:
    page = page_of(entry.registration.schedule.work, entry.registration.language)

    def letter() -> Letter:
        return organising.request(_told(entry))

    for user in organisers_of(page) if page else ():
        notice_send(kind=NoticeKind.ORGANISER, matter=f"{matter_of(entry)}:request", write=letter, user=user)


def _told(entry: RegistrationLogEntry) -> Told:
    """Return what a letter is made of, in the active language."""
    meeting = meeting_of(entry.registration, get_language() or entry.registration.language)
    assert meeting is not None
    return Told(entry, entry.registration, meeting)
