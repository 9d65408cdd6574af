"""`Content-Type: text/plain; charset=utf-8; name*0*=utf-8''a%20` taken apart (RFC 2045, RFC 2231)."""

import re
from urllib.parse import unquote_to_bytes

from regard.kit import charset
from regard.mime.rules import headers

# Runs of white space would be tried at each of their places.
_LONG_SPACE = re.compile(r"\s{20,}")
# A bare value ends at its semicolon, or where the next line begins another parameter.
_BARE = r"(?:(?![\r\n][ \t]{1,9}[\w*-]{1,60}=)[^;])*"
_PARAMETER = re.compile(
    rf""";?\s*([^\s=;"]{{1,100}})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?({_BARE})|({_BARE}))""",
    re.DOTALL,
)
_MAIN = re.compile(r"""[\s"']{0,9}([^\s;/"'=]{1,100}(?:\s{0,9}/\s{0,9}[^\s;"'=]{1,100})?)["']?(?=[\s;(]|$)""")
_SECTION = re.compile(r"(.+?)(?:\*(\d{1,4}))?(\*)?", re.DOTALL)
_COMMENT = re.compile(r"\([^()]*\)")
_LONGEST = 16_000


def read(value: bytes) -> tuple[str, dict[str, str]]:
    """The lower-case main value and its parameters. A header beyond 16 kB is cut: nobody needs such a name."""
    text = _LONG_SPACE.sub(" ", charset.decode(value[:_LONGEST]))
    # The semicolon is forgotten often enough: the value ends with its word.
    head, semicolon, tail = text.partition(";")
    text = _COMMENT.sub("", head) + semicolon + tail
    found = _MAIN.match(text)
    main, rest = (found[1], text[found.end() :]) if found else ("", text)
    return "".join(main.split()).lower(), _joined(_pairs(rest))


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = []
    for found in _PARAMETER.finditer(text):
        quoted, after, bare = found[2], found[3], found[4]
        if quoted is not None:
            # A name with an encoded word outside its quotes: "a" =?utf-8?q?b?=
            value = re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL) + (after.strip() if after else "")
        else:
            value = bare.strip()
        pairs.append((found[1].lower(), value))
    return pairs


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Continuations put together in the order of their numbers; the first of two equal names wins."""
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in pairs:
        found = _SECTION.fullmatch(name)
        if found is None or (found[2] is None and found[3] is None):
            plain.setdefault(name, value)
            continue
        sections.setdefault(found[1], {}).setdefault(int(found[2] or 0), (value, found[3] is not None))
    extended = {name: _extended(parts) for name, parts in sections.items()}
    decoded = {name: headers.tidy(headers.decode_words(value)) for name, value in plain.items()}
    return decoded | extended


def _extended(parts: dict[int, tuple[str, bool]]) -> str:
    declared = ""
    data = b""
    for number in sorted(parts):
        value, is_encoded = parts[number]
        if is_encoded and not declared and value.count("'") >= 2:
            declared, _, value = value.split("'", 2)
        encoded = value.encode("utf-8", "surrogatepass")
        data += unquote_to_bytes(encoded) if is_encoded else encoded
    return headers.tidy(headers.decode_words(charset.decode(data, declared)))
