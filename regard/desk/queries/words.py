"""Words that are stored in rows, as people read them."""

from django.utils.translation import gettext as _

from regard.conversations.models import CloseReason
from regard.mail.models import Mailbox


def ending(reason: str) -> str:
    """How a conversation ended, or why a message needs no answer."""
    words = {
        CloseReason.ANSWERED: _("answered"),
        CloseReason.CUSTOMER_ENDED: _("the customer ended it"),
        CloseReason.SPAM: _("spam"),
        CloseReason.THANKS_ONLY: _("only thanks"),
        CloseReason.DUPLICATE: _("a duplicate"),
        CloseReason.AUTOMATIC: _("automatic mail"),
        CloseReason.HANDLED_ELSEWHERE: _("handled elsewhere"),
    }
    return words.get(CloseReason(reason), reason) if reason else ""


def closing_choice(reason: str) -> str:
    """A reason for closing, as one says it when choosing."""
    words = {
        CloseReason.ANSWERED: _("It was answered"),
        CloseReason.CUSTOMER_ENDED: _("The customer ended it"),
        CloseReason.SPAM: _("It is spam"),
        CloseReason.THANKS_ONLY: _("It only says thank you"),
        CloseReason.DUPLICATE: _("It is a duplicate"),
        CloseReason.AUTOMATIC: _("It was written by a machine"),
        CloseReason.HANDLED_ELSEWHERE: _("It was handled elsewhere, by phone for example"),
    }
    return words[CloseReason(reason)]


def way_in(way: str) -> str:
    """How letters come into a mailbox."""
    words = {
        Mailbox.Way.LISTENER: _("delivered to this server (SMTP, LMTP or pipe)"),
        Mailbox.Way.IMAP: _("fetched by IMAP"),
    }
    return words[Mailbox.Way(way)]


def made_by_machine(reason: str) -> str:
    """What a letter is that no person wrote."""
    words = {
        "autoreply": _("automatic reply"),
        "bounce": _("returned mail"),
        "bulk": _("sent to many"),
        "complaint": _("complaint of a mail provider"),
        "generated": _("written by a program"),
        "list": _("mailing list"),
        "machine_sender": _("from an address that takes no answers"),
        "report": _("report of a mail server"),
    }
    return words.get(reason, reason)
