"""What customers send is shown cleaned in a closed frame, or handed over as a file; nothing of it runs in our pages."""

import pytest
from django.http import HttpResponse

from conftest import Company
from regard.conversations.models import Conversation
from regard.desk.tests.support import signed_in, written, written_with_files

NASTY = """<html><head><title>x</title><style>body{display:none}</style><meta http-equiv="refresh" content="0;url=https://else.example">
<base href="https://else.example"></head><body onload="alert(1)">
<p style="position:fixed" onclick="alert(2)">Our <b>P-220</b> stops.</p>
<script>alert(3)</script><iframe src="https://else.example"></iframe><object data="x"></object>
<form action="https://else.example"><input name="password"><button>Send</button></form>
<a href="javascript:alert(4)">click</a> <a href="https://mirela.example/plan">plan</a>
<img src="https://tracker.example/p.png" onerror="alert(5)"> <img src="data:image/svg+xml,<svg onload=alert(6)>">
<svg onload="alert(7)"><script>alert(8)</script></svg><math><mtext></mtext></math></body></html>"""


def frame(company: Company, html: str, **parameters: str) -> HttpResponse:
    message = written_with_files(company, html=html).messages.get()
    return signed_in(company.ada).get(f"/inbox/messages/{message.id}/html/", parameters)


def test_nothing_active_is_left_of_a_customers_html(company: Company) -> None:
    body = frame(company, NASTY).content.decode().partition("<body>")[2]

    assert "<b>P-220</b>" in body
    assert 'href="https://mirela.example/plan"' in body
    left = [
        "<script",
        "alert",
        "onload",
        "onclick",
        "onerror",
        "<form",
        "<input",
        "<iframe",
        "<object",
        "<svg",
        "<style",
        "<meta",
        "<base",
        "javascript:",
        "tracker.example",
        "style=",
    ]
    assert [what for what in left if what in body] == []


def test_its_links_open_elsewhere_and_tell_nothing(company: Company) -> None:
    body = frame(company, NASTY).content.decode()

    assert '<a href="https://mirela.example/plan" target="_blank" rel="noopener noreferrer nofollow">plan</a>' in body


def test_the_frame_has_a_policy_of_its_own(company: Company) -> None:
    response = frame(company, NASTY)

    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox"
        " allow-popups allow-popups-to-escape-sandbox"
    )
    assert (response.headers["X-Frame-Options"], response.headers["Referrer-Policy"]) == ("SAMEORIGIN", "no-referrer")


def test_pictures_from_elsewhere_come_only_when_asked_for(company: Company) -> None:
    response = frame(company, NASTY, pictures="yes")

    assert '<img src="https://tracker.example/p.png"' in response.content.decode()
    assert "img-src 'self' data: https: http:;" in response.headers["Content-Security-Policy"]
    assert "<script" not in response.content.decode()


def test_pictures_of_the_letter_itself_stand_where_they_belong(company: Company) -> None:
    conversation = written_with_files(
        company, html='<p><img src="cid:seal@mirela"></p>', files=[("seal.png", "image/png", b"\x89PNG")]
    )
    message = conversation.messages.get()
    message.attachments.update(content_id="seal@mirela")

    body = signed_in(company.ada).get(f"/inbox/messages/{message.id}/html/").content.decode()

    assert f'<img src="/inbox/files/{message.attachments.get().id}/"' in body


def handed_over(company: Company, name: str, kind: str) -> HttpResponse:
    conversation = written_with_files(company, files=[(name, kind, b"<script>alert(1)</script>")])
    return signed_in(company.ada).get(f"/inbox/files/{conversation.messages.get().attachments.get().id}/")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("page.html", "text/html"),
        ("drawing.svg", "image/svg+xml"),
        ("plan.pdf", "application/pdf"),
        ("data.xml", "application/xml"),
        ("letter.eml", "application/octet-stream"),
        ("photo.png", "text/html"),
    ],
)
def test_a_file_is_a_download_of_no_kind(company: Company, name: str, kind: str) -> None:
    response = handed_over(company, name, kind)

    headers = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy")
    assert [response.headers[header] for header in headers] == [
        "application/octet-stream", f'attachment; filename="{name}"', "nosniff", "default-src 'none'; sandbox",
    ]  # fmt: skip
    assert response.content == b"<script>alert(1)</script>"


def test_a_plain_picture_is_shown_in_place_and_still_runs_nothing(company: Company) -> None:
    response = handed_over(company, "photo.png", "image/png")

    headers = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy")
    assert [response.headers[header] for header in headers] == [
        "image/png", 'inline; filename="photo.png"', "nosniff", "default-src 'none'; sandbox",
    ]  # fmt: skip


def test_a_name_cannot_break_out_of_its_header(company: Company) -> None:
    conversation = written_with_files(company, files=[("plan.pdf", "application/pdf", b"x")])
    file = conversation.messages.get().attachments.get()
    file.filename = 'a"; evil="\r\nSet-Cookie: x=1/../Prüfung.pdf'
    file.save()

    response = signed_in(company.ada).get(f"/inbox/files/{file.id}/")

    assert (
        response.headers["Content-Disposition"] == 'attachment; filename="a_; evil=___Set-Cookie: x=1_.._Pr?fung.pdf"'
    )
    assert "Set-Cookie" not in response.headers


def test_the_original_is_the_letter_byte_for_byte(company: Company) -> None:
    conversation: Conversation = written(company, text="The very words.")
    message = conversation.messages.get()

    response = signed_in(company.ada).get(f"/inbox/messages/{message.id}/original.eml")

    assert response.content.endswith(b"The very words.\r\n")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{message.id}.eml"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
