"""vCards as programs write them: 2.1 (with quoted-printable), 3.0 (RFC 2426) and 4.0 (RFC 6350), and what lies between."""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from regard.kit.decoding import decode

_GROUP = re.compile(r"^[A-Za-z0-9-]+\.(?=[A-Za-z])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PARAMETER = re.compile(r';((?:"[^"]*"|[^";:])*)')
#: What 2.1 writes without a name is a TYPE, but for these.
_ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"}
#: Of what stands in them nothing is kept, and nothing of it must be decoded.
_PICTURES = {"PHOTO", "LOGO", "SOUND", "KEY"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A property: its name, its parameters (names in upper case, values as written), its value still escaped."""

    name: str
    parameters: dict[str, list[str]]
    value: str

    @property
    def types(self) -> list[str]:
        """What kind of number or address it is, in lower case; "pref" says it comes first."""
        return [kind.lower() for kind in self.parameters.get("TYPE", [])]

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescape(self.value)

    @property
    def parts(self) -> list[str]:
        """The value's parts, where it has some."""
        return [unescape(part) for part in _split(self.value)]


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where somebody lives or works."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A person or a company. What comes first in a list is what they prefer."""

    name: str = ""
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    department: str = ""
    title: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    websites: list[str] = field(default_factory=list)
    birthday: str = ""
    note: str = ""
    language: str = ""
    categories: list[str] = field(default_factory=list)
    uid: str = ""


def read_cards(raw: bytes) -> list[Card]:
    """Every card in a file, also one whose end is missing. A file without a card gives none."""
    text = decode(raw).text.replace("\r\n", "\n").replace("\r", "\n")
    return list(cards_in(text.split("\n")))


def cards_in(lines: Iterable[str]) -> Iterator[Card]:
    """Every card among the lines of a file, without their ends; one at a time, so that the file may be large."""
    return (card(properties) for properties in _cards(_lines(lines)))


def card(lines: list[Line]) -> Card:
    """One card from its properties."""
    family, given, *_more = [*_first(lines, "N").parts, "", ""]
    company, department, *_rest = [*_first(lines, "ORG").parts, "", ""]
    full = _first(lines, "FN").text or " ".join(filter(None, [given, family])) or company
    emails = [line.text.removeprefix("mailto:") for line in _preferred(lines, "EMAIL")]
    return Card(
        name=_folded(full or next(iter(emails), "")),
        given_name=_folded(given),
        family_name=_folded(family),
        company=_folded(company),
        department=_folded(department),
        title=_folded(_first(lines, "TITLE").text),
        emails=_distinct(emails),
        phones=_distinct([line.text.removeprefix("tel:") for line in _preferred(lines, "TEL") if not _is_fax(line)]),
        addresses=[found for line in _preferred(lines, "ADR") if (found := _address(line.parts)) != Address()],
        websites=_distinct([line.text for line in _preferred(lines, "URL")]),
        birthday=_first(lines, "BDAY").text,
        note=_first(lines, "NOTE").text.strip(),
        language=_first(lines, "LANG").text,
        categories=_distinct([part for line in lines if line.name == "CATEGORIES" for part in _split(line.value, ",")]),
        uid=_first(lines, "UID").text,
    )


def unescape(value: str) -> str:
    """A value without its escapes; colons are escaped by some programs too."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _first(lines: list[Line], name: str) -> Line:
    return next(iter(_preferred(lines, name)), Line(name=name, parameters={}, value=""))


def _preferred(lines: list[Line], name: str) -> list[Line]:
    found = [line for line in lines if line.name == name and line.value.strip()]
    return sorted(found, key=_rank)


def _rank(line: Line) -> int:
    """4.0 numbers its preferences from 1 to 100; earlier versions only have "pref"."""
    said = next(iter(line.parameters.get("PREF", [])), "")
    if said.isdecimal():
        return int(said)
    return 1 if "pref" in line.types or "PREF" in line.parameters else 101


def _is_fax(line: Line) -> bool:
    return bool({"fax", "pager", "modem", "bbs"} & set(line.types)) and not {"voice", "cell"} & set(line.types)


def _address(parts: list[str]) -> Address:
    box, extended, street, city, region, postcode, country = [_folded(part) for part in [*parts, *[""] * 7][:7]]
    return Address(
        street=", ".join(filter(None, [street, extended, box])), city=city, region=region, postcode=postcode, country=country
    )  # fmt: skip


def _folded(text: str) -> str:
    return " ".join(text.split())


def _distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _split(value: str, mark: str = ";") -> list[str]:
    """At marks that are not escaped."""
    return re.split(rf"(?<!\\)(?:\\\\)*{mark}", value)


def _cards(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """The properties of each card; what a card in a card says (AGENT) is left out."""
    stack: list[list[Line]] = []
    for line in lines:
        opens = line.name == "BEGIN" and line.value.strip().upper() == "VCARD"
        if opens and len(stack) == 1 and not _is_agent(stack[0]):
            yield stack.pop()  # the end of the one before was forgotten
        if opens:
            stack.append([])
        elif line.name == "END" and stack:
            done = stack.pop()
            if not stack:
                yield done
        elif stack:
            stack[-1].append(line)
    if stack and stack[0]:
        yield stack[0]


def _is_agent(lines: list[Line]) -> bool:
    return bool(lines) and lines[-1].name == "AGENT"


def _lines(lines: Iterable[str]) -> Iterator[Line]:
    """Properties, unfolded and decoded. What is no property is no reason to give up."""
    for raw in _unfolded(lines):
        head, colon, value = _at_colon(raw)
        if not colon:
            continue
        name, _, _rest = _GROUP.sub("", head).partition(";")
        yield _decoded(Line(name=name.strip().upper(), parameters=_parameters(head), value=value))


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    """Logical lines: RFC folding, quoted-printable's soft ends, and base64 that some programs do not indent."""
    pending = ""
    for line in lines:
        if line[:1] in {" ", "\t"} and pending:
            pending += line[1:]
        elif pending and _is_quoted(pending) and pending.endswith("="):
            pending = pending[:-1] + line
        else:
            yield from filter(str.strip, [pending])
            pending = line
    yield from filter(str.strip, [pending])


def _is_quoted(line: str) -> bool:
    return "QUOTED-PRINTABLE" in line.partition(":")[0].upper()


def _at_colon(raw: str) -> tuple[str, str, str]:
    """At the first colon outside of quotation marks."""
    quoted = False
    for place, letter in enumerate(raw):
        quoted ^= letter == '"'
        if letter == ":" and not quoted:
            return raw[:place], ":", raw[place + 1 :]
    return raw.partition(":")


def _parameters(head: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in _PARAMETER.findall(head):
        name, equals, value = text.partition("=")
        if not equals:
            name, value = ("ENCODING" if text.strip().upper() in _ENCODINGS else "TYPE"), text
        values = [part.strip().strip('"') for part in value.strip().strip('"').split(",")]
        found.setdefault(name.strip().upper(), []).extend(filter(None, values))
    return found


def _decoded(line: Line) -> Line:
    """Quoted-printable as text in its charset."""
    encoding = next(iter(line.parameters.get("ENCODING", [])), "").upper()
    if line.name in _PICTURES:
        return Line(name=line.name, parameters=line.parameters, value="")
    if encoding != "QUOTED-PRINTABLE":
        return line
    charset = next(iter(line.parameters.get("CHARSET", [])), "")
    text = decode(quopri.decodestring(line.value.encode("utf-8", "surrogateescape")), declared=charset).text
    return Line(name=line.name, parameters=line.parameters, value=text.replace("\r\n", "\n").replace("\n", "\\n"))
