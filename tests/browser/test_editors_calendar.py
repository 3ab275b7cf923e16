"""The editors' calendar with the pointer and with the keyboard: a date is moved, and the move is taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

# Of the demo some dates are always two weeks ahead.
MONTH = f"/admin/events/calendar/month/{timezone.localdate() + timedelta(days=14):%Y-%m}/"


@pytest.fixture
def calendar(sign_in):
    page = sign_in("editor", MONTH)
    page.set_viewport_size({"width": 1440, "height": 1600})
    return page


def first_item(page):
    """The first date that may be moved: its selector and its day."""
    item = page.locator("details[data-move][id]").first
    return f"#{item.get_attribute('id')}", item.get_attribute("data-day")


def cell_of(page, item):
    return page.locator(item).evaluate("item => item.closest('td').dataset.day")


def other_day(page, day):
    """A day of the same week that is shown."""
    days = page.locator(f"tr:has(td[data-day='{day}']) td").evaluate_all("all => all.map(cell => cell.dataset.day)")
    return next(d for d in days if d != day)


def drag(page, item, target):
    box = page.locator(f"{item} > summary").bounding_box()
    aim = page.locator(f"td[data-day='{target}']").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 14)
    page.mouse.move(aim["x"] + aim["width"] / 2, aim["y"] + aim["height"] / 2, steps=5)


def test_a_date_is_dragged_with_a_reason_and_put_back_with_a_key(calendar):
    item, day = first_item(calendar)
    target = other_day(calendar, day)

    drag(calendar, item, target)
    assert calendar.locator("td.is-target").get_attribute("data-day") == target
    calendar.mouse.up()
    dialog = calendar.locator("dialog[open]")
    dialog.locator("[name=reason]").fill("De zaal is bezet")
    assert dialog.locator("[name=first_day]").input_value() == target
    with calendar.expect_navigation():
        dialog.locator("button:not([type=button])").click()

    assert cell_of(calendar, item) == target
    assert calendar.locator("[data-hub-undo]").is_visible()
    with calendar.expect_navigation():
        calendar.keyboard.press("Control+z")
    assert cell_of(calendar, item) == day
    assert calendar.locator("[data-hub-undo]").count() == 0


def test_a_date_is_dropped_where_it_was_or_left_with_escape_and_nothing_is_asked(calendar):
    item, day = first_item(calendar)

    drag(calendar, item, other_day(calendar, day))
    calendar.keyboard.press("Escape")
    calendar.mouse.up()

    assert calendar.locator("dialog[open]").count() == 0
    assert calendar.locator(".is-held, .is-target").count() == 0
    calendar.locator(f"{item} > summary").click()
    assert calendar.locator(item).evaluate("item => item.open")


def test_the_keyboard_moves_a_date_and_says_where_it_is(calendar):
    item, day = first_item(calendar)
    said = calendar.locator("[data-hub-said]")
    calendar.locator(f"{item} > summary").focus()

    calendar.keyboard.press("Enter")
    assert calendar.locator(item).evaluate("item => item.open")
    calendar.keyboard.press("Tab")
    calendar.keyboard.press("Enter")
    title = calendar.locator(item).get_attribute("data-title")
    assert title in said.inner_text()
    calendar.keyboard.press("ArrowDown")
    calendar.keyboard.press("ArrowUp")
    calendar.keyboard.press("ArrowRight")
    after = (timezone.datetime.fromisoformat(day) + timedelta(days=1)).date()
    assert str(after.day) in said.inner_text()
    calendar.keyboard.press("Enter")

    dialog = calendar.locator("dialog[open]")
    dialog.wait_for()
    assert dialog.locator("[name=first_day]").input_value() == after.isoformat()
    assert calendar.evaluate("document.activeElement.name") == "reason"
    calendar.keyboard.press("Escape")
    assert calendar.locator("dialog[open]").count() == 0
    assert calendar.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert cell_of(calendar, item) == day


def test_in_the_week_a_date_moves_by_a_quarter_of_an_hour(calendar):
    day = first_item(calendar)[1]
    number = calendar.locator(f"tr:has(td[data-day='{day}']) th a").get_attribute("href")
    calendar.goto(calendar.url.split("/admin/")[0] + number)
    item = calendar.locator(".hub-cal-hour details[data-move]").first
    clock = item.get_attribute("data-time")
    item.locator("summary").focus()
    calendar.keyboard.press("Enter")
    calendar.keyboard.press("Tab")
    calendar.keyboard.press("Enter")
    for _ in range(4):
        calendar.keyboard.press("ArrowDown")
    hour, minutes = map(int, clock.split(":"))
    later = f"{hour + 1:02d}:{minutes:02d}"

    assert calendar.locator("[data-hub-said]").inner_text().endswith(later)
    calendar.keyboard.press("Enter")
    assert calendar.locator("dialog[open] [name=start_time]").input_value() == later


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_calendar_stays_within_the_page(calendar, width):
    calendar.set_viewport_size({"width": width, "height": 900})

    assert calendar.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_while_a_day_is_picked_it_is_told_what_is_in_the_way(calendar, site_url):
    item, _day = first_item(calendar)
    href = calendar.locator(f"{item} a[href*='/dates/']").get_attribute("href")
    calendar.goto(f"{site_url}{href}add/")
    year = timezone.localdate().year + 1

    calendar.locator("[name=first_day]").fill(f"{year}-12-25")
    told = calendar.locator("[data-hub-check] .hub-check")
    told.wait_for()
    slot = told.locator("[data-hub-slot]").first
    day = slot.get_attribute("data-first")
    slot.click()

    assert calendar.locator("[name=first_day]").input_value() == day
