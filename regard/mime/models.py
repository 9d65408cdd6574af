"""What a mail is once it has been read: plain frozen values, no tables. Made by `regard.mime.queries` only.

The values are defined below the rules that build them, since rules know nothing above themselves.
"""

from regard.mime.rules.values import (
    Address,
    Attachment,
    Authentication,
    BounceRecipient,
    ParsedMail,
    ReplyText,
    Unparseable,
)

__all__ = ["Address", "Attachment", "Authentication", "BounceRecipient", "ParsedMail", "ReplyText", "Unparseable"]
