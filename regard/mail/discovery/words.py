"""What was found, in words: which servers, and who says so."""

from django.utils.translation import gettext as _

from regard.mail.discovery.rules import Found, How


def what(found: Found) -> str:
    """The servers in a sentence; '' when none was found."""
    names = {"imap": str(found.imap), "smtp": str(found.smtp)}
    if found.imap and found.smtp:
        return _("Found %(imap)s and %(smtp)s, both encrypted.") % names
    if found.imap:
        return _("Found %(imap)s for mail in, encrypted, and none for mail out.") % names
    if found.smtp:
        return _("Found %(smtp)s for mail out, encrypted, and none for mail in.") % names
    return ""


def who_says_so(found: Found) -> str:
    """How it was found, and whether to look twice."""
    sentences = {
        How.SRV: _("Your domain names them (SRV records)."),
        How.AUTOCONFIG: _("Your domain, or its host, publishes them for mail programs."),
        How.PROVIDER: _("Your domain's mail goes to this provider (MX records)."),
        How.GUESS: _("Servers of these usual names answered; nobody published them."),
    }
    said = sentences[found.how] if found.how else ""
    if said and not found.is_vouched_for:
        return f"{said} {_('See whether you know the names before you enter the password.')}"
    return said
