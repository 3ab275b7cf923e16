from search.engines.embedded.recent import Recent


def test_what_was_asked_for_last_is_kept_within_the_number():
    recent = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get("a") == 1

    recent.put("c", 3)

    assert [recent.get(key) for key in "abc"] == [1, None, 3]
    recent.clear()
    assert recent.get("a") is None


def test_what_is_too_heavy_together_makes_the_oldest_go():
    recent = Recent(9, weigh=len, heaviest=5)
    recent.put("a", "xx")
    recent.put("a", "xxx")
    recent.put("b", "yy")
    assert (recent.get("a"), recent.get("b")) == ("xxx", "yy")

    recent.put("c", "z")
    recent.put("d", "too heavy by itself")

    assert [recent.get(key) for key in "abcd"] == [None, None, None, None]
