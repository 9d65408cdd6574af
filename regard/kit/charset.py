"""Bytes to text: the declared charset first, then UTF-8, then a guess, then the Western default. Never fails."""

import codecs
import re

import chardet

# Names that mail software writes although they mean another, larger charset.
_MEANT = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "x-utf-8": "utf-8",
    "cp-850": "cp850",
    "windows-874": "cp874",
    "tis-620": "cp874",
}
# Python calls these text encodings too, but they are not charsets of text: some execute escapes, one always raises.
_NOT_CHARSETS = {"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "mbcs", "oem"}
_ISO_2022 = re.compile(rb"\x1b\$[@B(]")
_FEW_LETTERS = 24
# The detector's own scale: right answers for a sentence in Cyrillic or Chinese come with 0.4, wild guesses below 0.01.
SURE = 0.1
_SAMPLE = 4_000


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data`. Charset names nobody knows, wrong ones and broken bytes give a readable result, not an error."""
    codec = codec_for(declared)
    # The escape sequences of ISO-2022 are ASCII bytes: undeclared, they would pass for text.
    escaped = "iso2022_jp_ext" if codec in {None, "utf-8"} and _ISO_2022.search(data) else None
    for candidate in (escaped, codec, "utf-8"):
        if candidate is not None:
            text = _strictly(data, candidate)
            if text is not None:
                return text
    if codec not in {None, "utf-8", "cp1252"}:
        return _mostly(data, str(codec))
    if not _looks_like_utf8(data):
        return _guessed(data)
    return data.decode("utf-8", "replace")


def codec_for(declared: str | None) -> str | None:
    """Python's codec for a declared charset, None when it names none that mail can be written in."""
    if not declared:
        return None
    name = declared.strip(" \t'\"").lower().split("*", 1)[0].split(" ", 1)[0]
    try:
        info = codecs.lookup(_MEANT.get(name, name))
    except (LookupError, ValueError, UnicodeError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name.replace("-", "_") not in _NOT_CHARSETS else None


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _mostly(data: bytes, codec: str) -> str:
    """The declared charset was nearly right (one broken byte in a long text) or plainly wrong (then guess)."""
    text = data.decode(codec, "replace")
    return text if text.count("\ufffd") * 50 <= len(text) else _guessed(data)


def _looks_like_utf8(data: bytes) -> bool:
    """Cut or damaged UTF-8: most of its bytes above ASCII still form whole characters."""
    whole = sum(len(run) for run in re.findall(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2})+", data))
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return high > 0 and whole * 4 > high * 3


def _guessed(data: bytes) -> str:
    """Short text tells a detector too little: it makes Arabic of "Grüße". It needs some letters above ASCII to be believed."""
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    is_foreign_script = high * 3 > len(data) > 16
    if high >= _FEW_LETTERS or is_foreign_script:
        found = chardet.detect(data[:_SAMPLE])
        codec = codec_for(found["encoding"])
        if codec is not None and (found["confidence"] or 0) >= SURE:
            return data.decode(codec, "replace")
    return _strictly(data, "cp1252") or data.decode("latin-1")
