"""What a single line of a text body is: quoted, a delimiter, a phone's signature, a label of a header block."""

import re

from regard.mime.rules import reply_words as words

_QUOTE = re.compile(r"\s{0,3}(?:>|&gt;)")
_BAR = re.compile(r"\|(?:\s|$)")
_ALIAS = re.compile(r"[A-Za-z][\w.]{0,20}> ")
_DELIMITER = re.compile(r"[\s\u200b]*(?:[-_*#=~+–—―‒━─]\s?){2,}\s*|\s*[—–―]\s*")
_DASHES = re.compile(r"\s*(?:--|—|–|―|––|——|---)\s*")
_INVISIBLE = re.compile(r"[\s\u1427\u200b-\u200f\u2060\u00ad\ufeff\u00a0]*")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_URL = re.compile(r"[<(\[]?\b(?:https?|mailto):[^\s>)\]]*[>)\]]?", re.IGNORECASE)
_SENT_FROM = re.compile(rf"(?:{words.SENT_FROM})\b|发自|發自|从我的|從我的|נשלח מ", re.IGNORECASE)
_SENT_FROM_END = re.compile(rf".*(?:{words.SENT_FROM_END})\W*$", re.IGNORECASE)
_DEVICE = re.compile(words.DEVICES, re.IGNORECASE)
_LABELS = {kind: re.compile(rf"(?:{names})", re.IGNORECASE) for kind, names in words.HEADERS.items()}
_LABEL = re.compile(r"[\s*_|]{0,6}([^\s:：*_][^:：*\n]{0,28}?)[\s*_]{0,4}[:：][\s*_]{0,4}(?=(\S?))")
_PGP = re.compile(r"-----(?:BEGIN|END) PGP [A-Z ]+-----|Hash: (?:SHA|MD|RIPEMD)[\w,/ -]{1,40}$")
_PGP_SIGNATURE = re.compile(r"-----BEGIN PGP SIGNATURE-----")
_FOOTER_ROW = re.compile(r"\s*(?:_\s?){2,}\s*")
_UNSUBSCRIBE = re.compile(r"\W*unsubscribe\b.{0,40}(?:https?://|mailto:|@)", re.IGNORECASE)


def is_blank(line: str) -> bool:
    return not line.strip()


def is_invisible(line: str) -> bool:
    """Nothing a person sees: blank, or marks that tracking programs leave."""
    return _INVISIBLE.fullmatch(line) is not None


def is_quote(line: str) -> bool:
    return _QUOTE.match(line) is not None


def is_bar_quote(line: str) -> bool:
    """`| text` as some programs quote. A row of a table ends in a bar as well."""
    return _BAR.match(line) is not None and not (len(line) > 1 and line.rstrip().endswith("|"))


def is_alias_quote(line: str) -> bool:
    """`Ben> text` of newsgroup readers; believed only below an attribution."""
    return _ALIAS.match(line) is not None


def is_delimiter(line: str) -> bool:
    return len(line) < 200 and _DELIMITER.fullmatch(line) is not None


def is_signature_dashes(line: str) -> bool:
    """ "-- " of RFC 3676 and what people type instead."""
    return _DASHES.fullmatch(line) is not None


def opens_footer(line: str) -> bool:
    """Whether all below belongs to a signature or a list: two dashes, a row of underscores, a PGP signature.

    Rows of other signs also divide what people write.
    """
    return (
        is_signature_dashes(line)
        or _FOOTER_ROW.fullmatch(line[:200]) is not None
        or _PGP_SIGNATURE.match(line) is not None
    )


def is_fence(line: str) -> bool:
    return _FENCE.match(line) is not None


def is_sent_from(line: str) -> bool:
    """A line a phone or program adds. A sentence that begins or ends alike is the writer's own."""
    text = _URL.sub("", line).strip(" \t*_()[]<>|-–")
    if not text or len(text) > 90:
        return False
    names_device = _DEVICE.search(text) is not None
    if _SENT_FROM_END.match(text) is not None and names_device:
        return True
    is_sentence = text.endswith((".", "!", "?")) and not names_device
    return _SENT_FROM.match(text) is not None and len(text.split()) <= 9 and "," not in text and not is_sentence


def is_pgp(line: str) -> bool:
    return _PGP.match(line.strip()) is not None


def is_unsubscribe(line: str) -> bool:
    return len(line) < 300 and _UNSUBSCRIBE.match(line) is not None


def label(line: str) -> str:
    """The kind of header label a line begins with: from, sent, to, cc, subject, reply, more, "other" or ""."""
    found = _LABEL.match(line[:200])
    if found is None:
        return ""
    name = found[1].strip().lower()
    kinds = [kind for kind, pattern in _LABELS.items() if pattern.fullmatch(name)]
    return kinds[0] if kinds else "other"
