"""Videos of other sites: only known hosts, nothing asked before the click, framed only where they are shown."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, strategies as st

from home import embeds
from home.blocks import VideoBlock
from tests.factories.home import StandardPageFactory, publish

YOUTUBE = "dQw4w9WgXcQ"


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.youtube.com/watch?v={YOUTUBE}",
        f"http://youtube.com/watch?v={YOUTUBE}&t=42s&list=PL123",
        f"https://m.youtube.com/watch?feature=share&v={YOUTUBE}#x",
        f"https://youtu.be/{YOUTUBE}?si=abc",
        f"https://www.youtube.com/shorts/{YOUTUBE}",
        f"https://www.youtube.com/live/{YOUTUBE}/",
        f"https://www.youtube-nocookie.com/embed/{YOUTUBE}?rel=0",
        f"HTTPS://WWW.YouTube.com/watch?v={YOUTUBE}",
    ],
)
def test_a_video_of_youtube_is_known_in_every_way_it_is_shared(address):
    video = embeds.parse_video(address)

    assert video == embeds.Video("youtube", YOUTUBE)
    assert video.player_url == f"https://www.youtube-nocookie.com/embed/{YOUTUBE}?autoplay=1&rel=0"
    assert video.page_url == f"https://www.youtube.com/watch?v={YOUTUBE}"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://vimeo.com/76979871", ""),
        ("https://www.vimeo.com/76979871?share=copy", ""),
        ("https://vimeo.com/76979871/0a1b2c3d4e", "0a1b2c3d4e"),
        ("https://player.vimeo.com/video/76979871?h=0a1b2c3d4e", "0a1b2c3d4e"),
    ],
)
def test_a_video_of_vimeo_is_asked_not_to_track(address, key):
    video = embeds.parse_video(address)

    assert video == embeds.Video("vimeo", "76979871", key)
    assert video.player_url.startswith("https://player.vimeo.com/video/76979871?")
    assert "dnt=1" in video.player_url
    assert (f"h={key}" in video.player_url) == bool(key)


HOSTILE = [
    "",
    "javascript:alert(1)",
    f"javascript://www.youtube.com/watch?v={YOUTUBE}%0aalert(1)",
    f"data:text/html,https://youtu.be/{YOUTUBE}",
    f"//www.youtube.com/watch?v={YOUTUBE}",
    f"https://www.youtube.com.evil.example/watch?v={YOUTUBE}",
    f"https://evil.example/www.youtube.com/watch?v={YOUTUBE}",
    f"https://www.youtube.com@evil.example/watch?v={YOUTUBE}",
    f"https://user:word@www.youtube.com/watch?v={YOUTUBE}",
    f"https://www.youtube.com:8443/watch?v={YOUTUBE}",
    f"https://www.youtube.com:99999/watch?v={YOUTUBE}",
    f"https://www.youtube.com\\@evil.example/watch?v={YOUTUBE}",
    f"https://www.youtube.com/watch?v={YOUTUBE}\n",
    f" https://www.youtube.com/watch?v={YOUTUBE}",
    f"https://ｙoutube.com/watch?v={YOUTUBE}",
    f"https://www.youtube.com/watch?v={YOUTUBE}x",
    "https://www.youtube.com/watch?v=short",
    'https://www.youtube.com/watch?v="><script>',
    "https://www.youtube.com/redirect?q=https://evil.example",
    f"https://www.youtube.com/embed/../{YOUTUBE}/x",
    "https://www.youtube.com/@channel",
    "https://youtu.be/",
    f"https://youtu.be/{YOUTUBE}/more",
    "https://vimeo.com/channels/staffpicks",
    "https://vimeo.com/76979871/../../evil",
    "https://vimeo.com/76979871/NOTHEX",
    "https://player.vimeo.com/video/76979871?h=%22%3E",
    "https://player.vimeo.com/76979871",
    "https://[::1",
    "https://www.youtube.com/watch?v=" + "a" * 600,
    f"ftp://youtu.be/{YOUTUBE}",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_any_other_address_is_no_video(address):
    assert embeds.parse_video(address) is None


@given(
    st.text(max_size=80),
    st.sampled_from(
        ["", "https://", "https://youtu.be/", "https://vimeo.com/", "//", "https://www.youtube.com/watch?v="]
    ),
)
def test_what_is_printed_is_built_from_the_number_of_the_video_alone(text, start):
    video = embeds.parse_video(start + text)

    if video is not None:
        assert video.player_url.startswith(tuple(f"{host}/" for host in embeds.FRAME_HOSTS.values()))
        assert set(video.player_url + video.page_url) <= set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:/.?=&"
        )


# --- The block -----------------------------------------------------------------------------------------------


def video(**values):
    complete = {
        "address": f"https://youtu.be/{YOUTUBE}",
        "title": "Een dag met het model",
        "summary": "<p>Zij kijkt.</p>",
    }
    return VideoBlock().to_python({**complete, **values})


def refused(value):
    with pytest.raises(ValidationError) as error:
        VideoBlock().clean(value)
    return sorted(error.value.block_errors)


def test_a_video_has_words_for_who_cannot_see_or_hear_it():
    assert refused(video(summary="")) == ["summary"]
    assert refused(video(summary="<p> </p>")) == ["summary"]
    assert VideoBlock().clean(video(summary="", transcript="https://example.org/t"))


def test_a_video_is_refused_at_the_field_that_is_wrong():
    assert refused(video(address="https://example.org/film.mp4")) == ["address"]
    assert refused(video(duration="vier minuten")) == ["duration"]
    assert refused(video(duration="4:75")) == ["duration"]
    assert VideoBlock().clean(video(duration="1:04:32"))["duration"] == "1:04:32"


def test_a_video_is_a_link_until_somebody_wants_to_see_it():
    html = str(VideoBlock().render(video(duration="4:32")))

    assert f'<a href="https://www.youtube.com/watch?v={YOUTUBE}">' in html
    assert ("<iframe" in html, "<img" in html, "(4:32)" in html) == (False, False, True)
    assert 'src="https' not in html
    assert html.count('<script type="module" src="/static/js/embed.js"></script>') == 1
    assert "<button" in html
    assert "hidden>" in html.partition("<button")[2].partition("</button>")[0]


@pytest.mark.parametrize("address", ["https://example.org/film.mp4", ""])
def test_the_draft_of_a_video_is_not_drawn(address):
    assert str(VideoBlock().render(video(address=address))).strip() == ""


# --- The policy ----------------------------------------------------------------------------------------------


def policy(response):
    parts = response["Content-Security-Policy"].split("; ")
    return {name: values for name, *values in (part.split() for part in parts)}


@pytest.mark.django_db
def test_only_a_page_that_shows_a_video_may_frame_its_host(homes, client):
    plain = publish(StandardPageFactory(parent=homes[0], slug="zonder"))
    shown = StandardPageFactory(parent=homes[0], slug="met")
    both = StandardPageFactory(parent=homes[0], slug="beide")
    vimeo = video(address="https://vimeo.com/76979871")
    publish(shown, body=[("video", video())])
    publish(both, body=[("video", video()), ("video", vimeo), ("video", vimeo)])

    policies = [policy(client.get(f"/nl/{slug}/")) for slug in ("met", "zonder", "beide", "met", "zonder")]

    hosts = embeds.FRAME_HOSTS
    assert [found.pop("frame-src", None) for found in policies] == [
        [hosts["youtube"]],
        None,
        sorted(hosts.values()),
        [hosts["youtube"]],
        None,
    ]
    assert all(found == policies[1] for found in policies)
    assert plain.live


@pytest.mark.django_db
def test_the_preview_of_a_page_with_a_video_may_frame_its_host(homes, admin):
    page = publish(StandardPageFactory(parent=homes[0]), body=[("video", video())])

    response = admin.get(f"/admin/pages/{page.pk}/view_draft/")

    assert policy(response)["frame-src"] == [embeds.FRAME_HOSTS["youtube"]]
    assert policy(response)["script-src"] == ["'self'"]
