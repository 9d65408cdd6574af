"""What people write, made fit to send and to show."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.conversations.rules.clean_html import clean
from regard.conversations.rules.formatting import as_html, paragraphs, preview, promise_in, quote


def test_light_formatting_becomes_html_and_everything_else_is_text() -> None:
    text = "Hello,\nthis is **bold** & <b>not</b>.\n\n- one\n- two\n\nSee https://havn.example/p-220."
    assert as_html(text) == (
        "<p>Hello,<br>this is <strong>bold</strong> &amp; &lt;b&gt;not&lt;/b&gt;.</p>\n"
        "<ul><li>one</li><li>two</li></ul>\n"
        '<p>See <a href="https://havn.example/p-220" rel="noopener noreferrer nofollow">https://havn.example/p-220</a>.</p>'
    )


@given(st.text())
def test_no_text_becomes_a_tag_of_its_own(text: str) -> None:
    for made in (as_html(text), *paragraphs(text)):
        rest = re.sub(r"</?(p|ul|li|strong)>|<br>|</a>", "", made)
        assert rest.count("<") == rest.count('<a href="http')


def test_quoting_goes_one_level_deeper() -> None:
    assert quote("one\n\n> two") == "> one\n>\n>> two"


def test_a_preview_is_one_line() -> None:
    assert preview("a\n b\n\nc" + "d" * 200, length=10) == "a b cdddd…"


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        (
            "Dear Chidi,\n\nthanks a lot. You will have our decision by Monday at 12:00.\n\nKind regards",
            "You will have our decision by Monday at 12:00.",
        ),
        ("I ask our fitter.", "I ask our fitter."),
        ("", ""),
    ],
)
def test_a_holding_reply_is_remembered_by_what_it_promises(text: str, promise: str) -> None:
    assert promise_in(text) == promise


HOSTILE = """<p onclick="x()">Hello</p><script>alert(1)</script><style>p{}</style><svg onload="x()"></svg><form action="/x"><input></form>
<a href="javascript:x()">a</a><a href="https://ok.example">b</a><iframe src="//evil"></iframe><base href="//evil"><meta http-equiv="refresh">
<img src="https://track.example/p.gif"><img src="//track.example/q.gif"><img src="cid:logo"><img src="data:image/svg+xml,x"><img src=x onerror=x()>"""


def test_a_strangers_html_keeps_its_words_and_loses_what_acts_or_fetches() -> None:
    cleaned, held_back = clean(HOSTILE, inline_files={"logo": "/inbox/files/1/"}, show_remote=False)
    for gone in (
        "script",
        "alert",
        "onclick",
        "onload",
        "onerror",
        "javascript:",
        "<form",
        "<input",
        "iframe",
        "<base",
        "<meta",
        "track.example",
        "svg",
    ):
        assert gone not in cleaned, gone
    assert "Hello" in cleaned
    assert 'src="/inbox/files/1/"' in cleaned
    assert held_back == 2


def test_remote_pictures_come_only_when_asked_for() -> None:
    cleaned, held_back = clean('<img src="https://track.example/p.gif">', inline_files={}, show_remote=True)
    assert ("https://track.example/p.gif" in cleaned, held_back) == (True, 0)
