"""A mail as JSON values, for people and programs outside. Attachments are described, their bytes stay here."""

from typing import Any

from regard.mime.models import Address, Attachment, BounceRecipient, ParsedMail


def to_json(mail: ParsedMail) -> dict[str, Any]:
    """Keys as documented in docs/mail-parsing.md. Message ids have no angle brackets; the date is ISO 8601 in UTC."""
    return {
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to[0] if mail.in_reply_to else None,
        "references": list(mail.references),
        "date": mail.date.isoformat() if mail.date else None,
        "from": _address(mail.from_) if mail.from_ else None,
        "to": [_address(one) for one in mail.to],
        "cc": [_address(one) for one in mail.cc],
        "reply_to": [_address(one) for one in mail.reply_to],
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "reply_text": mail.reply_text,
        "quoted_text": mail.quoted_text,
        "signature": mail.signature,
        "language": mail.language,
        "attachments": [_attachment(one) for one in mail.attachments],
        "is_automatic": mail.is_automatic,
        "automatic_reason": mail.automatic_reason,
        "is_bounce": mail.is_bounce,
        "bounce": {"recipients": [_recipient(one) for one in mail.bounce_recipients]},
        "is_complaint_report": mail.is_complaint_report,
        "authentication": {
            "spf": mail.authentication.spf,
            "dkim": mail.authentication.dkim,
            "dmarc": mail.authentication.dmarc,
        },
        "warnings": list(mail.warnings),
    }


def _address(one: Address) -> dict[str, str]:
    return {"name": one.name, "email": one.email}


def _attachment(one: Attachment) -> dict[str, Any]:
    return {
        "filename": one.filename,
        "content_type": one.content_type,
        "size": one.size,
        "sha256": one.sha256,
        "md5": one.md5,
    }


def _recipient(one: BounceRecipient) -> dict[str, Any]:
    return {
        "address": one.address,
        "action": one.action,
        "status": one.status,
        "reply_code": one.reply_code,
        "hard": one.hard,
        "reason": one.reason,
    }
