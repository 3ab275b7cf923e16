"""Who takes on a submission, who is told, how long it takes, and what stands in it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone
from freezegun import freeze_time

from knowledge.enums import SubmissionEventKind as Kind, SubmissionStatus as Status
from knowledge.models import BestPracticePage, CoAuthor, LinkCheck, ReviewDeputy
from knowledge.submissions import assigning, clock, letters, services, statistics
from knowledge.submissions.comments import field_comments
from knowledge.submissions.decisions import decisions_since
from knowledge.submissions.desk import next_to_review
from knowledge.submissions.reviewers import reviewers_to_tell
from knowledge.submissions.working_days import after_working_days, working_days_between
from members.enums import NoticeKind
from members.models import MailMessage, Notice
from tests.factories.members import UserFactory
from tests.factories.submissions import STEPS, advance, fresh, make_author, make_reviewer, make_submission, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _steps(site, terms, monkeypatch):
    monkeypatch.setattr(BestPracticePage, "submission_steps", STEPS)


def told(user):
    """What somebody was told of submissions, in order: kind of notice and subject."""
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", "subject"))


# --- Working days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 23), 12, date(2026, 12, 9)),
    ],
)
def test_working_days_are_added_and_counted_alike(first, days, last):
    assert after_working_days(first, days) == last
    assert working_days_between(first, last) == days


# --- Who is told ----------------------------------------------------------------------------------------


def test_each_act_is_told_to_the_other_side_once():
    author, reviewer = make_author(language="en"), make_reviewer()
    submission = make_submission(author, title="Praktijk", status=Status.SUBMITTED)
    services.review_start(submission=submission, user=reviewer)
    services.message_add(submission=fresh(submission), user=reviewer, text="Dag")
    services.message_add(submission=fresh(submission), user=author, text="Ook dag")
    services.message_add(submission=fresh(submission), user=reviewer, text="Onder ons", is_internal=True)
    services.message_add(submission=fresh(submission), user=reviewer, text="Welk probleem?", field="problem")
    services.changes_request(submission=fresh(submission), user=reviewer, text="Graag meer")
    save(submission, author, summary="Meer")
    services.submission_submit(submission=fresh(submission), user=author)
    services.review_start(submission=fresh(submission), user=reviewer)
    services.submission_approve(
        submission=fresh(submission), user=reviewer, revision_id=fresh(submission).revision_id, text="Mooi"
    )
    assert told(author) == [
        (NoticeKind.SUBMISSION, "Is being read: Praktijk"),
        (NoticeKind.SUBMISSION, "Message about: Praktijk"),
        (NoticeKind.SUBMISSION, "Changes asked: Praktijk"),
        (NoticeKind.SUBMISSION, "Published: Praktijk"),
    ]
    assert len(told(reviewer)) == 3
    # What was said of a field goes with what is asked in the end, and the note among reviewers nowhere.
    asked = MailMessage.objects.get(user=author, subject__contains="Praktijk", text__contains="Graag meer")
    assert "Welk probleem?" in asked.text
    assert not MailMessage.objects.filter(text__contains="Onder ons").exists()


def test_co_authors_are_told_and_nobody_of_what_they_did_themselves():
    author, other = make_author(), UserFactory()
    submission = make_submission(author)
    CoAuthor.objects.create(submission=submission, email=other.email, user=other, status="accepted")
    make_reviewer()
    advance(submission, Status.CHANGES_REQUESTED, author=author)
    assert [kind for kind, _subject in told(other)] == [NoticeKind.CO_AUTHOR]
    other.groups.add(Group.objects.get(name="Moderators"))
    assert other not in reviewers_to_tell(fresh(submission))


def test_who_is_away_is_replaced_by_who_stands_in():
    author, away, deputy, third = make_author(), make_reviewer(), make_reviewer(), make_reviewer()
    today = timezone.localdate()
    assigning.deputy_set(user=away, deputy=deputy, starts_on=today, ends_on=today + timedelta(days=3))
    submission = make_submission(author, status=Status.SUBMITTED)
    assert reviewers_to_tell(submission) == [deputy, third]
    assigning.submission_assign(submission=submission, assignee=away, user=third)
    assert fresh(submission).assignee == deputy
    assert len(told(deputy)) == 2
    assert told(away) == []
    with freeze_time(timezone.now() + timedelta(days=4)):
        assert set(reviewers_to_tell(fresh(submission))) == {deputy}
        assigning.submission_assign(submission=fresh(submission), assignee=away, user=third)
        assert fresh(submission).assignee == away


def test_a_deputy_must_review_and_there_is_one_at_a_time():
    user, deputy = make_reviewer(), make_reviewer()
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=2)}
    yesterday = today - timedelta(days=1)
    for refused in (
        {"user": user, "deputy": UserFactory(), **days},
        {"user": UserFactory(), "deputy": deputy, **days},
        {"user": user, "deputy": user, **days},
        {"user": user, "deputy": deputy, "starts_on": today, "ends_on": yesterday},
        {"user": user, "deputy": deputy, "starts_on": yesterday, "ends_on": yesterday},
    ):
        with pytest.raises(ValidationError):
            assigning.deputy_set(**refused)
    row = assigning.deputy_set(user=user, deputy=deputy, **days)
    with pytest.raises(ValidationError):
        assigning.deputy_set(
            user=user, deputy=deputy, starts_on=today + timedelta(days=2), ends_on=today + timedelta(days=9)
        )
    with pytest.raises(ValidationError):
        assigning.deputy_end(row=row, user=deputy)
    assigning.deputy_end(row=row, user=user)
    assert not ReviewDeputy.objects.exists()


def test_it_is_assigned_only_to_who_may_review_it():
    author, reviewer = make_author(), make_reviewer()
    submission = make_submission(author, status=Status.SUBMITTED)
    for assignee, user in ((UserFactory(), reviewer), (author, reviewer), (reviewer, author)):
        with pytest.raises(ValidationError):
            assigning.submission_assign(submission=submission, assignee=assignee, user=user)
    assigning.submission_assign(submission=submission, assignee=reviewer, user=reviewer)
    assigning.submission_assign(submission=submission, assignee=reviewer, user=reviewer)
    assert fresh(submission).events.filter(kind=Kind.ASSIGNED).count() == 1
    assigning.submission_assign(submission=submission, assignee=None, user=reviewer)
    assert fresh(submission).assignee is None


def test_a_day_is_promised_and_overdue_ones_are_reminded_of_once_a_day(capsys):
    author, reviewer = make_author(), make_reviewer()
    submission = make_submission(author, status=Status.SUBMITTED)
    assert submission.due_on == after_working_days(timezone.localdate(), 5)
    with pytest.raises(ValidationError):
        assigning.submission_due_set(submission=submission, due_on=date(2020, 1, 1), user=reviewer)
    assigning.submission_due_set(submission=submission, due_on=timezone.localdate(), user=reviewer)
    count = len(told(reviewer))
    call_command("remind_reviewers")
    assert len(told(reviewer)) == count
    for day, number in ((1, 1), (1, 1), (2, 2)):
        with freeze_time(timezone.now() + timedelta(days=day)):
            call_command("remind_reviewers")
            call_command("remind_reviewers")
        assert len(told(reviewer)) == count + number
    services.submission_withdraw(submission=fresh(submission), user=author)
    assert fresh(submission).due_on is None
    assert capsys.readouterr().out.splitlines()[-1] == "1 overdue"


def test_a_submission_that_cannot_be_told_of_stops_no_other(monkeypatch):
    author, reviewer = make_author(), make_reviewer()
    first = make_submission(author, title="Eerste", status=Status.SUBMITTED)
    make_submission(author, title="Tweede", status=Status.SUBMITTED)
    remind = letters.remind_reviewers_of

    def refuse_first(submission, *, on):
        if submission == first:
            raise RuntimeError("no page")
        return remind(submission, on=on)

    monkeypatch.setattr(letters, "remind_reviewers_of", refuse_first)
    count = len(told(reviewer))
    with freeze_time(timezone.now() + timedelta(days=20)), pytest.raises(CommandError, match="1 could not be told"):
        call_command("remind_reviewers")

    assert len(told(reviewer)) == count + 1
    assert "Tweede" in told(reviewer)[-1][1]


# --- The clock --------------------------------------------------------------------------------------------


def test_the_clock_tells_place_turn_and_what_is_usual():
    reviewer = make_reviewer()
    with freeze_time("2026-11-02 10:00"):
        decided = [make_submission(title=f"P{n}", status=Status.SUBMITTED) for n in range(4)]
    with freeze_time("2026-11-05 10:00"):
        for submission in decided[:3]:
            services.submission_decline(submission=submission, user=reviewer, text="Nee")
        services.changes_request(submission=decided[3], user=reviewer, text="Meer")
    with freeze_time("2026-11-06 10:00"):
        first = make_submission(status=Status.SUBMITTED)
    with freeze_time("2026-11-09 10:00"):
        second = make_submission(status=Status.SUBMITTED)
        seen = clock.clock_of(second)
        # Four decisions tell nothing: there is only what is promised.
        assert (seen.turn, seen.place, seen.queue, seen.usual_days) == ("reviewers", 2, 2, None)
        assert (seen.expected_on, seen.due_on) == (None, date(2026, 11, 16))
        services.review_start(submission=first, user=reviewer)
        assert clock.clock_of(fresh(first)).reader == str(reviewer)
        services.submission_decline(submission=fresh(first), user=reviewer, text="Nee")
        seen = clock.clock_of(fresh(second))
        assert (seen.place, seen.queue, seen.usual_days) == (1, 1, 3)
        assert seen.expected_on == date(2026, 11, 12)
    with freeze_time("2026-11-17 10:00"):
        seen = clock.clock_of(fresh(second))
        assert seen.is_overdue
        assert seen.expected_on is None
        theirs = clock.clock_of(fresh(decided[3]))
        assert (theirs.turn, theirs.place, theirs.is_overdue) == ("authors", 0, False)
    with freeze_time("2027-03-01 10:00"):
        assert clock.usual_days() is None


def test_many_clocks_ask_as_much_as_one(django_assert_num_queries):
    rows = [make_submission(title=f"P{n}", status=Status.SUBMITTED) for n in range(4)]
    with django_assert_num_queries(3):
        assert clock.clocks_of(rows[:1])[rows[0].pk].queue == 4
    with django_assert_num_queries(3):
        assert [seen.place for seen in clock.clocks_of(rows).values()] == [1, 2, 3, 4]


def test_statistics_are_those_of_ones_own_reviews():
    reviewer, stranger = make_reviewer(), UserFactory()
    with freeze_time("2026-11-02 10:00"):
        rows = [make_submission(title=f"P{n}", status=Status.SUBMITTED) for n in range(4)]
    for number, submission in enumerate(rows[:3]):
        with freeze_time(date(2026, 11, 3 + number)):
            services.submission_decline(submission=submission, user=reviewer, text="Nee")
    with freeze_time("2026-11-20 10:00"):
        (month,) = statistics.month_rows(reviewer)
        assert (month.month, month.decided, month.median_days, month.most_days) == (date(2026, 11, 1), 3, 2, 3)
        assert (month.declined, month.declined_share, month.published, month.asked) == (3, 100, 0, 0)
        found = {row.status: (row.count, row.oldest_days) for row in statistics.state_rows(reviewer)}
        assert found == {Status.SUBMITTED: (1, 14), Status.DECLINED: (3, 13)}
        assert statistics.month_rows(stranger) == []
        assert len(decisions_since(timezone.now() - timedelta(days=90))) == 3


# --- What comes next, and what was said of fields ---------------------------------------------------------------


def test_next_comes_what_is_mine_then_what_is_nobodys():
    reviewer, other = make_reviewer(), make_reviewer()
    rows = [make_submission(title=f"P{n}", status=Status.SUBMITTED) for n in range(4)]
    assigning.submission_assign(submission=rows[0], assignee=other, user=other)
    assigning.submission_assign(submission=rows[3], assignee=reviewer, user=other)
    assert next_to_review(reviewer) == rows[3]
    assert next_to_review(reviewer, after=rows[3]) == rows[1]
    own = make_submission(make_author(), status=Status.SUBMITTED)
    own.author.groups.add(Group.objects.get(name="Moderators"))
    assert own not in [next_to_review(own.author), next_to_review(own.author, after=rows[1])]
    assert next_to_review(UserFactory()) is None


def test_what_is_said_of_fields_is_of_this_round_and_not_for_reviewers_only():
    author, reviewer = make_author(), make_reviewer()
    submission = make_submission(author, status=Status.SUBMITTED)
    services.message_add(submission=submission, user=reviewer, text="Welk?", field="problem")
    services.message_add(submission=submission, user=reviewer, text="Stil", field="problem", is_internal=True)
    assert {name: [event.text for event in events] for name, events in field_comments(submission).items()} == {
        "problem": ["Welk?"]
    }
    services.changes_request(submission=submission, user=reviewer, text="Zie daar")
    assert "problem" in field_comments(submission)
    services.submission_submit(submission=fresh(submission), user=author)
    assert field_comments(fresh(submission)) == {}


def test_links_of_what_is_submitted_are_kept_with_it():
    submission = make_submission(status=Status.SUBMITTED)
    check = LinkCheck.objects.create(submission=submission, url="https://weg.example/", state="broken", status=404)
    assert list(submission.link_checks.failing()) == [check]
