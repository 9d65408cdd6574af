"""What came with a message: its HTML in a closed frame, its files, its original. Nothing of it runs in our pages."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from regard.conversations import queries as conversations
from regard.conversations.models import Message
from regard.conversations.rules.clean_html import clean
from regard.desk.views.access import reader_of, staff_page
from regard.mail import queries as mail

#: For a customer's HTML: nothing but its own inline style attributes and pictures we serve, in a frame without rights.
_FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:{remote}; frame-ancestors 'self'; sandbox"
    " allow-popups allow-popups-to-escape-sandbox"
)
_SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@staff_page
@require_GET
@xframe_options_sameorigin
def message_html(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """A message as its sender made it, cleaned; remote pictures only when asked for."""
    message = _message(request, message_id)
    show_remote = request.GET.get("pictures") == "yes"
    files = {key: reverse("attachment", args=[file.id]) for key, file in conversations.inline_files(message).items()}
    body, _held_back = clean(message.html, inline_files=files, show_remote=show_remote)
    response = HttpResponse(render_to_string("desk/message_frame.html", {"body": body}))
    response["Content-Security-Policy"] = _FRAME_POLICY.format(remote=" https: http:" if show_remote else "")
    response["Referrer-Policy"] = "no-referrer"
    return response


@staff_page
@require_GET
def attachment(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """A file of a message, always as a download except for plain pictures."""
    found = conversations.visible_attachment(reader_of(request).user, attachment_id)
    if found is None:
        raise Http404
    is_picture = found.content_type in _SHOWN_IN_PLACE
    return download(
        mail.raw_bytes(found.raw),
        filename=found.filename,
        content_type=found.content_type if is_picture else "application/octet-stream",
        in_place=is_picture,
    )


@staff_page
@require_GET
def original(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The letter as it came."""
    message = _message(request, message_id)
    if message.inbound is None:
        raise Http404
    return download(
        mail.raw_bytes(message.inbound), filename=f"{message.id}.eml", content_type="application/octet-stream"
    )


def _message(request: HttpRequest, message_id: UUID) -> Message:
    message = conversations.visible_message(reader_of(request).user, message_id)
    if message is None:
        raise Http404
    return message


def download(content: bytes, *, filename: str, content_type: str, in_place: bool = False) -> HttpResponse:
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
    response = HttpResponse(content, content_type=content_type, headers=headers)
    safe = filename.encode("ascii", "replace").decode().translate({ord(c): "_" for c in '"\\/\r\n'})
    response["Content-Disposition"] = f'{"inline" if in_place else "attachment"}; filename="{safe}"'
    return response
