from members.enums import NoticeKind
from members.letters import Letter
from members.models import MailMessage, Notice
from members.notices import notice_send, notices_read
from tests.factories.members import UserFactory


def hello():
    return Letter(subject="Iets nieuws", paragraphs=("Er is iets.",), action=("Bekijk", "https://hub.example/nl/"))


def test_a_notice_is_written_once_for_each_kind_matter_and_period(db):
    user = UserFactory()
    for _again in range(2):
        for period in ("2026-W01", "2026-W02"):
            notice_send(kind=NoticeKind.REMINDER, matter="work:1", period=period, user=user, write=hello)
    assert sorted(Notice.objects.for_user(user).values_list("period", flat=True)) == ["2026-W01", "2026-W02"]
    assert MailMessage.objects.count() == 2
    assert notices_read(user=user) == 2
    assert Notice.objects.for_user(user).unread().count() == 0
