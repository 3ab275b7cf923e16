"""The paths that people walk: a visitor with and without JavaScript, a member, an editor, a moderator."""

import re
import uuid
from datetime import date, timedelta

AUTOSAVE_MILLISECONDS = 4000


def count_in(page):
    """Return the number in the heading of the results."""
    return int(re.search(r"\d+", page.inner_text("h1")).group())


def apply_filters(page):
    page.locator("#filters button:visible").first.click()
    page.wait_for_load_state()


def test_a_visitor_narrows_the_search_and_goes_back(open_page):
    page = open_page("/nl/search/")
    everything = count_in(page)

    page.check("input[name=building_block][value=data-sharing]")
    page.wait_for_url(re.compile("building_block=data-sharing"))
    page.wait_for_function("n => !document.querySelector('h1').innerText.startsWith(n)", arg=str(everything))
    narrowed = count_in(page)
    page.go_back()
    page.wait_for_function("n => document.querySelector('h1').innerText.startsWith(n)", arg=str(everything))

    assert 0 < narrowed < everything


def test_the_number_beside_a_filter_is_the_number_that_it_finds(open_page):
    page = open_page("/nl/search/", javascript=False)
    label = page.locator("label.opt", has=page.locator("input[name=application_area][value=health-and-care]"))
    promised = int(re.search(r"\d+", label.locator(".num").inner_text()).group())

    label.locator("input").check()
    apply_filters(page)

    assert count_in(page) == promised
    assert "application_area=health-and-care" in page.url
    assert page.locator(".chip").count() == 1


def test_without_javascript_on_a_phone_the_filters_open_and_apply(open_page):
    page = open_page("/nl/search/?q=data", width=360, javascript=False)
    before = count_in(page)

    page.click("a[href='#filters']")
    page.locator("input[name=type][value=fieldlab]").check()
    apply_filters(page)

    assert 0 < count_in(page) < before
    assert page.input_value("main input[name=q] >> nth=0") == "data"


def test_from_the_matrix_to_a_best_practice(open_page):
    page = open_page("/nl/matrix/")
    cell = page.locator("a.knot", has_text=re.compile(r"^[1-9]")).first
    promised = int(re.search(r"\d+", cell.inner_text()).group())

    cell.click()
    assert count_in(page) == promised
    page.locator(".result h2 a").first.click()

    assert page.locator("h1").count() == 1


def test_the_language_switch_leads_to_the_same_work(open_page):
    page = open_page("/nl/best-practices/ai-bij-borstkankerscreening-masai/")

    page.locator(".tools a[lang=en]").click()

    assert page.url.endswith("/en/best-practices/ai-bij-borstkankerscreening-masai/")
    assert page.get_attribute("html", "lang") == "en"


def test_a_member_sees_the_meeting_of_the_working_group_and_another_does_not(sign_in, open_page):
    path = "/nl/events/werkgroepoverleg-data-delen/"

    assert "404" not in sign_in("member", path).title()
    other = sign_in("other", path)
    assert other.locator("h1").inner_text() != sign_in("member", path).locator("h1").inner_text()


def test_a_member_cannot_reach_the_admin(sign_in, site_url):
    page = sign_in("member")

    page.goto(site_url + "/admin/")

    assert "/admin/" not in page.url.split("?")[0]


def fill_rich_text(page, label, text):
    page.locator(f"[data-contentpath={label}] [contenteditable=true]").first.click()
    page.keyboard.type(text)


def publish(page):
    # Wagtail saves the draft by itself shortly after one stops typing; publish when it has.
    page.wait_for_timeout(AUTOSAVE_MILLISECONDS)
    page.locator("[data-controller~=w-dropdown] button[aria-expanded]", has=page.locator("svg")).last.click()
    page.locator("button[name=action-publish]").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    assert page.locator(".messages .success").count() == 1


def test_an_editor_publishes_a_fieldlab_and_schedules_an_event_and_finds_both_at_once(sign_in, site_url):
    word = f"proefwoord{uuid.uuid4().hex[:8]}"
    page = sign_in("editor", "/admin/")

    page.goto(site_url + add_url(page, "fieldlabs", "knowledge/fieldlabpage"))
    page.fill("[name=title]", f"Fieldlab {word}")
    page.fill("[name=summary]", "Een plek om het te proberen.")
    fill_rich_text(page, "focus", "Robots in de kas")
    page.click("[role=tab][href*=phase], [role=tab]:has-text('Fase')")
    page.check("[name=is_virtual]")
    publish(page)

    page.goto(site_url + add_url(page, "events", "events/eventpage"))
    page.fill("[name=title]", f"Bijeenkomst {word}")
    page.fill("[name=summary]", "Kom kijken.")
    page.select_option("[name=kind]", "workshop")
    fill_first_date(page)
    publish(page)

    page.goto(f"{site_url}/nl/search/?q={word}")
    found = page.locator(".result h2").all_inner_texts()
    assert sorted(found) == [f"Bijeenkomst {word}", f"Fieldlab {word}"]
    calendar = page.request.get(f"{site_url}/events.ics?q={word}").text()
    assert calendar.count("BEGIN:VEVENT") == 1


def fill_first_date(page):
    day = (date.today() + timedelta(days=40)).isoformat()
    page.locator("input[type=date]").first.fill(day)
    times = page.locator("input[type=time]")
    times.nth(0).fill("13:30")
    times.nth(1).fill("17:00")


def add_url(page, section, model):
    """Return the address at which a page is added to a section, found as the explorer finds it."""
    ids = page.evaluate(
        """async slug => (await (await fetch(
            `/admin/api/main/pages/?slug=${slug}&fields=_,id&locale=nl`)).json()).items.map(item => item.id)""",
        section,
    )
    return f"/admin/pages/add/{model}/{ids[0]}/"
