"""Address headers (RFC 5322, 3.4) as they are really written, in one pass and without recursion."""

import re

from email_validator import EmailNotValidError, validate_email

from regard.kit import charset
from regard.mime.rules import headers
from regard.mime.rules.values import Address

# A quoted string, an escaped character, an address in angle brackets, or a run of anything else. The escaped character
# outside of quotes is there so that no quote is tried twice: reading stays linear. Comments are counted by hand.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|<[^<>]*>|[()<>,;:\\"]|[^()<>,;:\\"]+', re.DOTALL)
_PLAIN = r"[^\s<>()\[\],;:\"'@]"
_ADDRESS = re.compile(rf"(?<!{_PLAIN}){_PLAIN}+@{_PLAIN}+")
_ROUTE = re.compile(r"^(?:@[^:<>]*:)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_COUNTRY_DOMAIN = re.compile(r"@[a-z]{2}$", re.IGNORECASE)
_LONGEST_ADDRESS = 998


class _Reader:
    """Collects one mailbox after the other; what belongs to the next name is kept until it is known."""

    def __init__(self) -> None:
        self.found: list[Address] = []
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None
        # Fragments before an unquoted comma: `Smith, John <j@x.io>` is one person.
        self.before: list[str] = []

    def flush(self) -> None:
        phrase = _phrase("".join(self.words))
        comment = _phrase(" ".join(self.comments))
        if self.angle is not None:
            if phrase and self.before:
                phrase = ", ".join([*self.before, phrase])
                self.before = []
            self._add(phrase or comment, _clean(self.angle))
        elif "@" in phrase or "@" in comment:
            self._add_bare(phrase, comment)
        elif phrase and comment:
            self._add(comment, phrase)
        elif phrase:
            self.before.append(phrase)
        self.words, self.comments, self.angle = [], [], None

    def close(self) -> None:
        """What is left has no address: a local name such as MAILER-DAEMON, or words."""
        for words in self.before:
            self.found.append(Address(name="", email=words) if " " not in words else Address(name=words, email=""))
        self.before = []

    def _add_bare(self, phrase: str, comment: str) -> None:
        where = _ADDRESS.search(phrase) or _ADDRESS.search(comment)
        email = where[0] if where else _clean(phrase)
        name = phrase.replace(email, "").strip(" '\"") if where else ""
        self._add(name or (comment if email not in comment else ""), email)

    def _add(self, name: str, email: str) -> None:
        self.close()
        self.found.append(Address(name=name, email=email))


def read(value: bytes) -> tuple[Address, ...]:
    """All mailboxes of a header, groups flattened."""
    reader = _Reader()
    depth = 0
    comment: list[str] = []
    for piece in _TOKEN.findall(charset.decode(value).replace("\x00", "")):
        if piece == "(":
            depth += 1
        elif piece == ")" and depth:
            depth -= 1
            if depth == 0:
                reader.comments.append("".join(comment))
                comment = []
        elif depth:
            comment.append(piece)
        else:
            _take(reader, piece)
    if depth and comment:
        reader.comments.append("".join(comment))
    reader.flush()
    reader.close()
    return tuple(reader.found)


def _take(reader: _Reader, piece: str) -> None:
    if piece in {",", ";"}:
        reader.flush()
    elif piece == ":":
        # The name of a group. Inside an address a colon stays.
        if any("@" in word for word in reader.words):
            reader.words.append(piece)
        else:
            reader.words, reader.comments = [], []
            reader.close()
    elif piece[0] == "<" and len(piece) > 1:
        if reader.angle is None or "@" not in reader.angle:
            reader.angle = piece[1:-1]
    elif piece in {"<", ">"}:
        return
    elif piece[0] == '"' and len(piece) > 1:
        reader.words.append(_ESCAPE.sub(r"\1", piece[1:-1]))
    else:
        reader.words.append(piece)


def _phrase(text: str) -> str:
    words = headers.tidy(headers.decode_words(text))
    if len(words) > 1 and words[0] == words[-1] == "'":
        words = words[1:-1]
    return " ".join(words.split(" ")).strip()


def _clean(text: str) -> str:
    """An address without a route, folds and the `mailto:` that some programs put before it."""
    email = _ROUTE.sub("", "".join(headers.tidy(headers.decode_words(text)).split()))
    return email.removeprefix("mailto:")[:_LONGEST_ADDRESS]


def is_ambiguous(values: list[bytes]) -> bool:
    """Whether two programs may read two different senders out of the From headers.

    True unless there is exactly one header that names one address; an address in the display name counts too.
    """
    if len(values) != 1:
        return True
    text = headers.tidy(headers.decode_words(charset.decode(values[0])))
    named = {found.lower().rstrip(".") for found in _ADDRESS.findall(text)}
    return len(named) > 1 or len(read(values[0])) != 1


def checked(text: str) -> str:
    """A typed address in its normal form. Raises ValueError with a sentence for the person who typed it."""
    typed = text.strip(" ")
    if any(character < " " or character == "\x7f" for character in typed):
        raise ValueError("The address has a line break or another character that cannot be seen.")
    try:
        found = validate_email(
            typed,
            check_deliverability=False,
            allow_quoted_local=True,
            allow_domain_literal=False,
            # Only country domains have addresses of their own (RFC 7085): ada@io is one, ada@gmail is a slip.
            globally_deliverable=_COUNTRY_DOMAIN.search(typed) is None,
        )
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    return str(found.normalized)
