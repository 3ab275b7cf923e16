"""What a member types, through the form's texts to every place where others read it (threats C6 to C8)."""

import json
import re

import pytest

from home.text_formats import (
    markdown_to_rich_text,
    markdown_to_stream,
    rich_text_to_markdown,
    stream_to_markdown,
)
from knowledge.models import BestPracticeIndexPage, BestPracticePage
from tests.factories.home import publish
from tests.factories.knowledge import BestPracticePageFactory

pytestmark = pytest.mark.django_db

TYPED = """<script>alert('typed')</script>

[typed](javascript:alert(1)) <img src=x onerror="alert('typed')"> </textarea><svg/onload=alert('typed')>

- </script><script>alert('typed')</script>

### <b onmouseover=alert('typed')>typed</b>
"""
QUOTE = "> <script>alert('typed')</script>\n> — <svg onload=alert('typed')>"
BODY = f"## </script><img src=x onerror=alert('typed')>\n\n{TYPED}\n\n{QUOTE}"
LINE = "=typed</script><script>alert('typed')</script>\"'><svg onload=alert(1)>"
DANGEROUS = re.compile(r'<script>|<svg[ /]onload|<img src=x|<b onmouse|href="?javascript|onerror="', re.IGNORECASE)


@pytest.fixture
def page(site):
    """A published practice in which every text was typed by somebody who means harm."""
    section = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    rich = {name: markdown_to_rich_text(TYPED) for name in ("problem", "approach", "context", "result", "lessons")}
    stream = markdown_to_stream(BODY, BestPracticePage._meta.get_field("body").stream_block)
    values = {"title": LINE, "summary": LINE, "expected_effect": LINE, "data_used": LINE, "slug": "hostile"}
    return publish(BestPracticePageFactory(parent=section, body=stream, **values, **rich))


def test_what_is_typed_is_read_and_never_run(page, client):
    read = {}
    for name, address in {
        "page": page.url,
        "list": page.get_parent().url,
        "search": "/nl/search/?q=typed",
        "feed": "/search.atom?q=typed",
        "file": "/search.csv?q=typed",
        "api": "/api/v1/search/?q=typed",
        "work": f"/api/v1/works/{page.public_id}/",
    }.items():
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200, name
        read[name] = body.decode()
        assert "typed" in read[name], name

    for name in ("page", "list", "search", "feed"):
        assert not DANGEROUS.search(_without_own_scripts(read[name])), name
    # A cell is never a formula, and JSON stays JSON.
    assert not re.search(r'(?:^|[,;])"?=typed', read["file"], re.MULTILINE)
    assert json.loads(read["api"])
    for data in re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', read["page"], re.DOTALL):
        assert json.loads(data)


def _without_own_scripts(page):
    """Leave out what the site itself puts in a page."""
    return re.sub(r"<script (?:src|type)=[^>]*>.*?</script>", "", page, flags=re.DOTALL)


def test_what_is_typed_is_shown_again_as_it_was(page):
    for text in (rich_text_to_markdown(page.problem), stream_to_markdown(page.body)):
        assert "<script>alert('typed')</script>" in text
        assert "javascript:alert(1)" in text
