#!/usr/bin/env python3
"""The defences of what is private, taken away one at a time: the tests that stand for each must go red.

    .venv/bin/python .ci/defences.py            all of them
    .venv/bin/python .ci/defences.py feed 404   those whose name has one of these words

A test that cannot fail shows nothing. Each defence is a line of code with the tests that must notice that it is gone.
It is taken out of a copy of the checkout in a temporary folder, with its own data and the same environment. Exit 1 when
the tests stay green without it, when they do not run, or when the line is not there any more: the list is kept true.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent.parent
# What a run makes, or what no test reads.
LEFT_OUT: Final = (".git", ".venv", "var", "docs", "node_modules", "__pycache__", ".*_cache", "htmlcov", "*.pyc")
# A run takes ten seconds on a machine that is free.
SECONDS: Final = 600


@dataclass(frozen=True)
class Defence:
    """A defence: the text that is it, what the code says without it, and the tests that must go red."""

    name: str
    file: str
    text: str
    without: str
    tests: tuple[str, ...]


DEFENCES: Final = (
    Defence(
        "figures are for who has the token",
        "hub/observability/views.py",
        "        raise Http404\n",
        "        pass\n",
        ("tests/hub/test_metrics.py::test_without_the_token_there_is_no_such_address",),
    ),
    Defence(
        "a line of the log says nothing that a visitor typed",
        "hub/observability/logs.py",
        "    return ELLIPSIS\n",
        "    return value\n",
        ("tests/hub/test_logs.py::test_libraries_say_numbers_and_the_hub_says_what_it_named",),
    ),
    Defence(
        "the engine counts and finds only what is visible",
        "search/engines/embedded/engine.py",
        "snapshot.visible(query.tokens) & snapshot.bitmap(LOCALE, query.locale)",
        "snapshot.bitmap(LOCALE, query.locale)",
        ("tests/search/test_engine_contract.py::test_the_audience_narrows_hits_totals_counts_and_values",),
    ),
    Defence(
        "the words of a file count where everybody may read it",
        "search/attachments/offered.py",
        "return all(is_implied(clause, audience) for clause in asked)",
        "return True",
        (
            "tests/hub/test_file_words.py::test_words_of_a_closed_file_count_for_nobody_on_a_page_for_everybody",
            "tests/hub/test_file_words.py::test_words_follow_the_collection_of_a_file",
        ),
    ),
    Defence(
        "a restriction holds for translations and beneath them",
        "search/audience.py",
        "return _with_translations(own)",
        "return own",
        ("tests/search/test_audience.py::test_a_restriction_on_a_section_holds_beneath_its_translation",),
    ),
    Defence(
        "a work is as restricted as all its languages together",
        "search/audience.py",
        "frozenset[str]().union(*(clauses_on(path, asked) for path in paths))",
        "clauses_on(min(paths), asked)",
        ("tests/hub/test_leaks.py::test_a_page_is_as_private_as_the_place_of_its_other_language",),
    ),
    Defence(
        "deleting a language hands its restriction over",
        "search/signal_handlers.py",
        "        hand_over_restrictions(instance)",
        "        return",
        ("tests/hub/test_leaks.py::test_deleting_the_restricted_language_keeps_the_other_restricted",),
    ),
    Defence(
        "what expired is hidden before the job has run",
        "search/audience.py",
        "queryset.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()), live=True)",
        "queryset.filter(live=True)",
        ("tests/hub/test_transitions.py::test_what_expires_is_gone_at_its_moment_whether_the_job_has_run_or_not",),
    ),
    Defence(
        "a hidden page is a missing page",
        "search/wagtail_hooks.py",
        "if not is_visible(page, request.user, live_paths):",
        "if not page.live:",
        ("tests/search/test_audience.py::test_a_hidden_page_answers_exactly_like_one_that_does_not_exist",),
    ),
    Defence(
        "kept pages are for visitors",
        "hub/page_cache.py",
        "        and settings.SESSION_COOKIE_NAME not in request.COOKIES\n",
        "",
        ("tests/hub/test_page_cache.py::test_what_is_kept_for_visitors_is_not_what_a_member_is_shown",),
    ),
    Defence(
        "an image is as private as its collection",
        "home/views.py",
        "if extension not in CONTENT_TYPES or not is_file_visible(image, request.user):",
        "if extension not in CONTENT_TYPES:",
        ("tests/home/test_media.py::test_an_image_of_a_restricted_collection_is_not_there_for_a_stranger",),
    ),
    Defence(
        "the feed asks the pages as well",
        "search/feeds.py",
        "visible_to(Page.objects.filter(pk__in=[hit.page_id for hit in hits]), request.user)",
        "Page.objects.filter(pk__in=[hit.page_id for hit in hits])",
        ("tests/search/test_feeds.py::test_a_work_that_an_engine_still_finds_is_left_out_when_its_page_is_private",),
    ),
    Defence(
        "the calendar asks the pages as well",
        "events/calendar_feed.py",
        "visible_to(pages, user).order_by()",
        "pages.filter(live=True).order_by()",
        ("tests/events/test_calendar_feed.py::test_what_the_engine_still_believes_is_public_is_asked_of_the_pages",),
    ),
    Defence(
        "who may not see an event cannot register for it",
        "events/registration/rules.py",
        "return visible_to(pages, user if user is not None else AnonymousUser()).exists()",
        "return pages.filter(live=True).exists()",
        ("tests/events/test_registration_views.py::test_who_may_not_see_the_page_cannot_register_by_any_road",),
    ),
    Defence(
        "the address to take part online is for who has a place",
        "events/permissions.py",
        "kept = [row for row in asked if row.schedule.join_access == JoinAccess.REGISTERED]",
        "kept = [row for row in asked if row.schedule.join_access == 'nobody']",
        ("tests/events/test_joining.py::test_a_place_gives_the_address_of_the_dates_that_it_is_for",),
    ),
    Defence(
        "calendars of others are fetched from the open web only",
        "home/fetching.py",
        "return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or is_local)",
        "return not is_local",
        ("tests/home/test_fetching.py::test_an_address_that_is_not_public_is_none_to_connect_to",),
    ),
    Defence(
        "the sitemap lists what everybody may see",
        "hub/sitemap.py",
        "visible_to(in_site, AnonymousUser())",
        "in_site.filter(live=True)",
        ("tests/hub/test_sitemap.py::test_private_and_withdrawn_pages_are_in_nobodys_sitemap",),
    ),
    Defence(
        "the API gives a work to who may see it",
        "search/api.py",
        "if entry is None or page is None or not is_visible(page, request.user):",
        "if entry is None or page is None:",
        ("tests/search/test_api.py::test_a_hidden_work_answers_like_a_missing_one",),
    ),
    Defence(
        "a merged tag names its successor to who may know it",
        "search/params.py",
        "facet.is_closed or is_value_visible(facet.key, now, tokens)",
        "True",
        ("tests/hub/test_leaks.py::test_a_merged_tag_names_its_successor_only_to_who_may_see_a_work_with_it",),
    ),
    Defence(
        "breadcrumbs name what may be seen",
        "home/serving.py",
        "if _is_named(above, trail)), page]",
        "if above.live), page]",
        ("tests/hub/test_leaks.py::test_a_page_does_not_name_one_above_it_that_is_private_in_another_language",),
    ),
    Defence(
        "a redirect leads only to what may be seen",
        "hub/middleware.py",
        "return answer if target is None or is_visible(target, request.user) else response",
        "return answer",
        ("tests/hub/test_leaks.py::test_a_renamed_private_page_is_not_given_away_by_its_redirect",),
    ),
    Defence(
        "a draft of others is not there",
        "knowledge/submissions/writing_views.py",
        "Submission.objects.writable_by(request.user).with_page()",
        "Submission.objects.all().with_page()",
        ("tests/knowledge/test_writing_safely.py::test_a_draft_of_others_answers_like_one_that_does_not_exist",),
    ),
    Defence(
        "nobody writes while reviewers read",
        "knowledge/submissions/drafts.py",
        "if not permissions.may_write(user, locked):",
        "if not permissions.is_writer(user, locked):",
        ("tests/knowledge/test_submission_flow.py::test_every_act_is_for_some_in_some_states_and_leads_to_one",),
    ),
    Defence(
        "what was saved since is not written over",
        "knowledge/submissions/drafts.py",
        "if version != version_of(stored):",
        "if not version:",
        ("tests/knowledge/test_submission_flow.py::test_a_draft_is_saved_on_the_version_that_was_seen",),
    ),
    Defence(
        "an approval names what was read",
        "knowledge/submissions/services.py",
        "if revision_id != task_state.revision_id or held.page.latest_revision_id != revision_id:",
        "if not revision_id:",
        ("tests/knowledge/test_submission_flow.py::test_what_was_read_is_what_goes_live",),
    ),
    Defence(
        "nobody decides on their own work",
        "knowledge/querysets.py",
        "self.with_reviewers().filter(Exists(at_step)).exclude(self._partial(user))",
        "self.with_reviewers().filter(Exists(at_step))",
        ("tests/knowledge/test_submission_flow.py::test_nobody_approves_what_they_wrote",),
    ),
    Defence(
        "notes among reviewers are for reviewers",
        "knowledge/submissions/review_page.py",
        "self.submission.events.all() if self.is_reviewer else self.submission.events.for_authors()",
        "self.submission.events.all()",
        ("tests/knowledge/test_review_pages.py::test_each_sees_their_part_of_the_page",),
    ),
    Defence(
        "reuse is decided by reviewers",
        "knowledge/works/views.py",
        "    if not is_reviewer(request.user):\n        raise Http404\n",
        "",
        ("tests/knowledge/test_works.py::test_only_reviewers_see_and_decide_what_waits_and_never_on_their_own",),
    ),
    Defence(
        "a link of an invitation that is closed opens nothing",
        "members/invitation_views.py",
        "if found is None or not found.is_open:",
        "if found is None:",
        ("tests/members/test_invitations.py::test_a_link_that_is_closed_answers_410_with_one_page_for_everybody",),
    ),
    Defence(
        "the editor asks for a second step",
        "members/middleware.py",
        "or not two_step.is_missing(request.user):",
        "or request.user is not None:",
        ("tests/members/test_two_step.py::test_the_editor_opens_for_a_second_step_where_the_site_asks_for_one",),
    ),
    Defence(
        "words that give access are not for the desk",
        "members/permissions.py",
        "return bool(user.is_superuser or not is_about_access)",
        "return True",
        ("tests/members/test_outbox_admin.py::test_words_that_give_access_are_not_for_the_desk",),
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one defence: a word for the table, and whether that is as it must be."""

    defence: Defence
    word: str
    is_right: bool
    seconds: float = 0.0
    output: str = ""


def removed(defence: Defence, folder: Path) -> bool:
    """Take a defence out of a copy; return whether it was there, once."""
    path = folder / defence.file
    code = path.read_text()
    if code.count(defence.text) != 1:
        return False
    path.write_text(code.replace(defence.text, defence.without))
    return True


def run(defence: Defence, folder: Path) -> tuple[int, str]:
    """Run the tests of a defence in a copy; return pytest's exit code and what it said."""
    command = [str(folder / ".venv/bin/python"), "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *defence.tests]
    environment = {**os.environ, "HUB_VAR_DIR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "hub.settings.test"}
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return -1, f"No answer after {SECONDS} seconds."
    return done.returncode, done.stdout + done.stderr


def examine(defence: Defence) -> Outcome:
    """Take one defence out of a copy of the checkout and say what its tests made of that."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="defence-") as scratch:
        folder = Path(scratch) / "hub"
        shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        (folder / ".venv").symlink_to((HERE / ".venv").resolve())
        if not removed(defence, folder):
            return Outcome(defence, "NOT FOUND", is_right=False)
        code, output = run(defence, folder)
    # 1 is "some tests failed"; anything else says that they did not run.
    words = {0: "STAYED GREEN", 1: "red"}
    return Outcome(defence, words.get(code, f"DID NOT RUN ({code})"), code == 1, time.monotonic() - started, output)


def main() -> int:
    """Examine the defences, print a table, and return 0 when every one of them is watched."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="only the defences whose name has one of these words")
    words = parser.parse_args().words
    chosen = [one for one in DEFENCES if not words or any(word in one.name for word in words)]
    started = time.monotonic()
    outcomes = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for outcome in pool.map(examine, chosen):
            outcomes.append(outcome)
            sys.stdout.write(f"{outcome.word:<14} {outcome.seconds:5.1f} s  {outcome.defence.name}\n")
            if not outcome.is_right:
                sys.stdout.write("".join(f"    {line}\n" for line in outcome.output.splitlines()[-15:]))
            sys.stdout.flush()
    watched = sum(outcome.is_right for outcome in outcomes)
    sys.stdout.write(f"{watched} of {len(chosen)} defences are watched ({time.monotonic() - started:.0f} s)\n")
    return 0 if chosen and watched == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
