import re

import pytest

from home.covers import (
    TIE_UPS,
    floats,
    fnv1a,
    thread_order,
    tie_up,
    weave_cover,
    weave_loose,
)
from home.enums import Weave

FACTS = {"block": "data-sharing", "area": "health-and-care", "slug": "federated-learning", "weave": "wide-twill"}

# Pinned on purpose: a page keeps its cloth, so a change here is a change of every cover.
PINNED_WEFT = [
    "............",
    "............",
    "...####.####",
    "....#######.",
    "#....#####..",
    "##....###...",
]
PINNED_WEFT2 = [
    ".####.....##",
    "..####...###",
    "............",
    "............",
    "............",
    "............",
]


def drawn(cloth, name):
    """The cells in which a weft lies on top, as "#" in rows of text."""
    cells = set()
    for thread in cloth.threads:
        if thread.name == name:
            for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", thread.path):
                cells |= {(int(x) // 2 + step, int(y) // 2) for step in range(int(length) // 2)}
    return ["".join("#" if (x, y) in cells else "." for x in range(cloth.width // 2)) for y in range(cloth.height // 2)]


def test_hash_is_the_published_fnv1a():
    assert fnv1a("") == 0x811C9DC5
    assert fnv1a("a") == 0xE40C292C
    assert fnv1a("foobar") == 0xBF9CF968


def test_same_slugs_give_the_same_cloth_and_other_slugs_another():
    cloth = weave_cover(**FACTS, columns=20, rows=14)
    assert weave_cover(**FACTS, columns=20, rows=14) == cloth
    assert weave_cover(**{**FACTS, "slug": "another"}, columns=20, rows=14) != cloth


def test_cloth_of_one_page_is_what_it_was_when_first_published():
    cloth = weave_cover(**FACTS, columns=12, rows=6)
    assert (cloth.width, cloth.height) == (24, 12)
    assert [thread.name for thread in cloth.threads] == ["warp", "warp2", "weft", "weft2"]
    assert drawn(cloth, "weft") == PINNED_WEFT
    assert drawn(cloth, "weft2") == PINNED_WEFT2


def test_pages_of_one_area_share_the_stripes_of_the_warp():
    one = weave_cover(**FACTS, columns=20, rows=14)
    two = weave_cover(**{**FACTS, "block": "human-capital", "slug": "x", "weave": "basket"}, columns=20, rows=14)
    assert one.threads[:2] == two.threads[:2]
    other_area = weave_cover(**{**FACTS, "area": "agri-food"}, columns=20, rows=14)
    assert other_area.threads[:2] != one.threads[:2]


def test_cover_without_any_facts_is_plain_weave():
    nothing = weave_cover(block="", area="", slug="", weave="", columns=8, rows=8)
    assert nothing == weave_cover(block="", area="", slug="", weave="tabby", columns=8, rows=8)
    assert nothing.threads


def test_every_weave_an_editor_can_choose_has_a_tie_up_of_eight_by_eight():
    assert set(Weave.values) == set(TIE_UPS)
    for rows in TIE_UPS.values():
        assert [len(row) for row in rows.split()] == [8] * 8


def test_other_face_of_a_satin_is_not_a_solid_cloth():
    satin = tie_up("satin", other_face=True)
    assert sum(cell for row in satin for cell in row) == 8
    twill, back = tie_up("twill", other_face=False), tie_up("twill", other_face=True)
    assert [[not cell for cell in row] for row in back] == [list(row) for row in twill]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (0, [0, 1, 2, 3, 4, 5, 6, 7, 0, 1]),
        (1, [0, 1, 2, 3, 4, 5, 6, 7, 6, 5]),
        (2, [0, 1, 2, 3, 4, 5, 7, 0, 1, 2]),
        (3, [0, 1, 2, 3, 4, 5, 6, 7, 7, 6]),
    ],
)
def test_thread_orders(kind, expected):
    assert thread_order(kind, 10, 0) == expected
    assert thread_order(kind, 10, 3) == [(shaft + 3) % 8 for shaft in expected]


def test_floats_join_neighbouring_cells():
    row = [True, True, False, True, False, False, True, True, True]
    assert list(floats(row)) == [(0, 2), (3, 1), (6, 3)]
    assert list(floats([False, False])) == []


def test_loose_cloth_has_one_class_for_each_dye_and_its_threads_end_in_the_cloth():
    cloth = weave_loose(("madder", "woad", "lichen"))
    assert [thread.name for thread in cloth.threads] == ["warp", "dye-madder", "dye-woad", "dye-lichen"]
    assert weave_loose(("madder", "woad", "lichen")) == cloth
    assert [thread.name for thread in weave_loose(()).threads] == ["warp"]
