"""Bytes of a file as text, whatever program wrote them."""

import codecs
from dataclasses import dataclass

import chardet

from regard.kit.charset import SURE, codec_for

#: Longest marks first: UTF-32's begins as UTF-16's does.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_SAMPLE, _MOSTLY, _HARDLY = 200_000, 0.6, 0.02


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """The text, and the encoding it was read as. `replaced` counts what could not be read."""

    text: str
    encoding: str
    replaced: int = 0


def decode(raw: bytes, *, declared: str = "") -> Decoded:
    """The text of a file: by its mark, by what it declares, as UTF-8, by what is likely, else as Windows-1252."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _lenient(raw[len(mark) :], encoding)
    if wide := _wide(raw[:_SAMPLE]):
        return _lenient(raw, wide)
    for codec in (codec_for(declared), "utf-8"):
        if codec and (found := _strict(raw, codec)):
            return found
    likely = chardet.detect(raw[:_SAMPLE])
    codec = codec_for(likely["encoding"]) if (likely["confidence"] or 0) >= SURE else None
    if codec and (found := _strict(raw, codec)):
        return found
    return _lenient(raw, "cp1252")


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: in most European text every other byte is zero, and hardly one of the rest."""
    if len(sample) < 4:
        return ""
    high, low = (sample[start::2].count(0) / len(sample[start::2]) for start in (0, 1))
    if high > _MOSTLY and low < _HARDLY:
        return "utf-16-be"
    return "utf-16-le" if low > _MOSTLY and high < _HARDLY else ""


def _strict(raw: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(text=raw.decode(encoding), encoding=encoding)
    except (UnicodeError, ValueError):
        return None


def _lenient(raw: bytes, encoding: str) -> Decoded:
    text = raw.decode(encoding, "replace")
    return Decoded(text=text, encoding=encoding, replaced=text.count("\ufffd"))
