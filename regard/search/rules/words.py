"""Text as the index holds it: folded words. All of it happens here, so that both databases hold the same words."""

import re
import unicodedata
from collections.abc import Iterator

#: Longer runs of letters are data, not words: their beginning is enough to find them.
LONGEST_WORD = 40

#: Letters that do not decompose into a plain letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŋ": "n", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_MARKS = re.compile("[\u0300-\u036f]+")
#: Thai, Lao, Burmese, Khmer, kana and Chinese characters stand without spaces: each is a word, and several are a phrase.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"(?=\w)[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]{1,12}(?:[-./][^\W_]{1,12}){1,3}(?![^\W_])")
_JOINT, _DIGIT = re.compile("[-./]"), re.compile(r"\d")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
_SPELLED_OUT = re.compile("([aou])e")


def fold(text: str) -> str:
    """Lower case without accents: "Büro" is "buro", "Straße" is "strasse". Folding twice changes nothing."""
    if text.isascii():
        return text.lower()
    folded = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", folded)


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def compounds(text: str) -> list[str]:
    """Names with digits written in parts, in one word as well: "P-220" is also "p220"."""
    if not _DIGIT.search(text):
        return []
    found = (match[0] for match in _COMPOUND.finditer(fold(text)))
    return [_JOINT.sub("", name) for name in found if _DIGIT.search(name)]


def spellings(text: str) -> list[tuple[str, ...]]:
    """What one typed word may be written as, each as the words of a phrase: itself, umlauts both ways, joined."""
    written = tuple(words(text))
    umlauts = tuple(words(unicodedata.normalize("NFC", text).translate(_UMLAUTS)))
    plain = tuple(_SPELLED_OUT.sub(r"\1", word) for word in written)
    joined = "".join(written)
    found = [written, umlauts, plain]
    if _DIGIT.search(joined):
        found.append((joined[:LONGEST_WORD],))
    return [spelling for spelling in dict.fromkeys(found) if spelling]


def placed_words(text: str) -> Iterator[tuple[int, int, str]]:
    """The folded words of a text in normal form C, each with where it begins and ends there."""
    for match in _WORD.finditer(text):
        for word in words(match[0]):
            yield match.start(), match.end(), word
