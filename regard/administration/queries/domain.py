"""What a domain publishes about who may send in its name, in words, with the next step."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from regard.channels.loops.queries import last_signed
from regard.channels.loops.rules import Dmarc, Spf, is_aligned, judge_dmarc, judge_spf
from regard.channels.models import DomainCheck


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was checked: `kind` is good, warn, bad or '' for what is not known; `detail` the proof or next step."""

    kind: str
    text: str
    detail: str


def domain_lines(check: DomainCheck) -> list[Line]:
    """SPF, DKIM and DMARC of a domain."""
    lines = [_spf(check), _dkim(check), _dmarc(check)]
    if check.trouble:
        text = _("The name servers did not answer when they were asked; below is what was known before.")
        lines.insert(0, Line(kind="warn", text=text, detail=""))
    return lines


def _spf(check: DomainCheck) -> Line:
    judged = judge_spf(check.spf)
    said = {
        Spf.GOOD: ("good", _("SPF names who may send for %(domain)s")),
        Spf.MISSING: ("warn", _("%(domain)s has no SPF record, so others cannot tell whether a letter is yours")),
        Spf.SEVERAL: ("bad", _("%(domain)s has more than one SPF record, which counts as none")),
        Spf.EVERYBODY: ("bad", _("SPF lets everybody send for %(domain)s")),
        Spf.NEUTRAL: ("warn", _("SPF of %(domain)s does not say what becomes of letters from elsewhere")),
    }
    next_step = {
        Spf.MISSING: _("publish v=spf1 with your provider's include"),
        Spf.SEVERAL: _("join them into one"),
        Spf.EVERYBODY: _("end it with -all"),
        Spf.NEUTRAL: _("end it with ~all or -all"),
    }
    kind, text = said[judged]
    return Line(kind=kind, text=text % {"domain": check.domain}, detail=next_step.get(judged, " ".join(check.spf)[:80]))


def _dkim(check: DomainCheck) -> Line:
    signed = last_signed(check.domain)
    if signed is None:
        text = _("DKIM is not known yet: no test letter has come back with a signature")
        return Line(kind="", text=text, detail=_("send a test"))
    if not is_aligned(signed.signer, check.domain):
        text = _("Letters are signed by %(signer)s, which does not speak for %(domain)s")
        words = {"signer": signed.signer, "domain": check.domain}
        return Line(kind="warn", text=text % words, detail=_("have your provider sign with your domain"))
    if not check.dkim_key:
        text = _("Letters are signed, but the key of the signature is not published")
        return Line(kind="bad", text=text, detail=f"{signed.selector}._domainkey.{signed.signer}")
    if signed.verdict.get("dkim") == "fail":
        return Line(kind="bad", text=_("The signature of our test letter did not hold"), detail=signed.selector)
    return Line(kind="good", text=_("DKIM: letters are signed, and the key is published"), detail=_("aligned"))


def _dmarc(check: DomainCheck) -> Line:
    judged = judge_dmarc(check.dmarc)
    if judged is Dmarc.MISSING:
        text = _("%(domain)s has no DMARC policy; mail in your name can be forged") % {"domain": check.domain}
        return Line(kind="warn", text=text, detail=_("publish p=none first, then p=quarantine"))
    if judged is Dmarc.WATCHED:
        text = _("DMARC policy is “none”; mail in your name can be forged")
        return Line(kind="warn", text=text, detail=_("set p=quarantine"))
    return Line(kind="good", text=_("DMARC has forged letters turned away"), detail=f"p={judged.value}")
