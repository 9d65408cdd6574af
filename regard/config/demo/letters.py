"""What comes with letters from customers and machines: delivery reports, a picture, a page."""

import struct
import zlib
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

BOUNDARY = "=_havn_sample"


def bounce(*, about: str, recipient: str, subject: str, message_id: str, at: datetime) -> bytes:
    """A delivery report (RFC 3464): `recipient` does not exist. `about` is the Message-ID of the letter of ours."""
    domain = recipient.rpartition("@")[2]
    head = [
        f"Message-ID: <{message_id}>",
        f"Date: {format_datetime(at)}",
        f"From: Mail Delivery System <MAILER-DAEMON@{domain}>",
        "To: help@havn.example",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{BOUNDARY}"',
    ]
    refusal = f"550 5.1.1 <{recipient}>: Recipient address rejected: User unknown"
    told = f"Your message could not be delivered.\n\n<{recipient}>: host mx.{domain} said: {refusal}"
    status = f"Reporting-MTA: dns; mx.{domain}\n\nFinal-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1"
    parts = [
        f"Content-Type: text/plain; charset=us-ascii\n\n{told}",
        f"Content-Type: message/delivery-status\n\n{status}\nDiagnostic-Code: smtp; {refusal}",
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: <{about}>\nSubject: {Header(subject, 'utf-8').encode()}",
    ]
    return _crlf("\n".join(head) + "\n\n" + _multipart(parts)).encode()


def picture() -> bytes:
    """A small PNG: a grey filter housing with a blue lid."""
    width, height = 160, 120
    rows = b"".join(b"\0" + b"".join(_pixel(x, y) for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def page(*lines: str) -> bytes:
    """A PDF of one page with these lines of plain text."""
    shown = " ".join(f"({line}) Tj T*" for line in lines).encode("latin-1", "replace")
    stream = b"BT /F1 12 Tf 16 TL 60 780 Td " + shown + b" ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )


def _pixel(x: int, y: int) -> bytes:
    if 55 <= x < 105 and 18 <= y < 36:
        return bytes((38, 92, 168))
    if 62 <= x < 98 and 36 <= y < 100:
        return bytes((150 + (x - 62), 156 + (x - 62), 160 + (x - 62)))
    return bytes((232, 230, 224)) if y < 100 else bytes((196, 188, 176))


def _multipart(parts: list[str]) -> str:
    return "".join(f"--{BOUNDARY}\n{part}\n" for part in parts) + f"--{BOUNDARY}--\n"


def _crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")
