import re

from search.highlight import LENGTH, highlight


def tokenise(text):
    return [(match.group().lower(), match.start(), match.end()) for match in re.finditer(r"\w+", text)]


def marked(text, *words):
    return highlight([text], lambda word: word.lower() in words)


def test_every_word_found_is_marked_and_all_else_is_escaped():
    assert marked("Een <i>vis</i> & een vis", "vis") == (
        "Een &lt;i&gt;<mark>vis</mark>&lt;/i&gt; &amp; een <mark>vis</mark>"
    )


def test_the_first_text_that_has_a_word_is_shown_and_nothing_when_none_has():
    assert highlight(["niets hier", "wel vis"], "vis".__eq__) == "wel <mark>vis</mark>"
    assert marked("niets", "vis") == ""


def test_a_long_text_is_cut_between_words_around_what_was_found():
    shown = marked("begin " * 60 + "vis " + "einde " * 60, "vis")

    assert shown.startswith("… begin ")
    assert shown.endswith("einde …")
    assert "<mark>vis</mark>" in shown
    assert len(re.sub(r"</?mark>", "", shown)) <= LENGTH + 4
