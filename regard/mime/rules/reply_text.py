"""The new words of a mail apart from what it quotes and from its signature.

Every line gets exactly one of three labels, so nothing is lost; a wrong cut can be seen and undone. See
docs/mail-parsing.md for the order of the rules.
"""

import re

from regard.mime.rules import reply_lines as lines
from regard.mime.rules import reply_markers as markers
from regard.mime.rules import reply_words as words
from regard.mime.rules.reply_markers import Marker
from regard.mime.rules.values import ReplyText

_REPLY, _QUOTED, _SIGNATURE = "r", "q", "s"
# Fewer lines than this below the only quotation are a footer; more are an answer.
_FOOTER_LINES = 7
_FOOTER_WORDS = 12
_GREETING = re.compile(rf"(?:{words.GREETINGS})\b[^.?]{{0,50}}|[^.!?:]{{1,60}},", re.IGNORECASE)
_MOST_ROUNDS = 30
_MOST_LINES = 20_000


def extract(text: str) -> ReplyText:
    body = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cut = _Cut(body[:_MOST_LINES])
    cut.run()
    cut.labels += [_QUOTED] * (len(body) - len(cut.labels))
    parts = {label: _joined(body, cut.labels, label) for label in (_REPLY, _QUOTED, _SIGNATURE)}
    return ReplyText(reply_text=parts[_REPLY], quoted_text=parts[_QUOTED], signature=parts[_SIGNATURE])


def _joined(body: list[str], labels: list[str], wanted: str) -> str:
    kept = [line.rstrip() for line, label in zip(body, labels, strict=True) if label == wanted]
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and not kept[-1].strip():
        kept.pop()
    return "\n".join(kept)


class _Cut:
    def __init__(self, body: list[str]) -> None:
        self.body = body
        self.labels = [_REPLY] * len(body)
        self.is_code = _code(body)
        self.has_words = [
            code or not (lines.is_invisible(line) or lines.is_quote(line) or lines.is_delimiter(line))
            for line, code in zip(body, self.is_code, strict=True)
        ]

    def run(self) -> None:
        """From marker to marker: the first one below some words ends the reply, one above all words is taken out."""
        start = 0
        for _ in range(_MOST_ROUNDS):
            marker = markers.first(self.body, start, self.is_code)
            if marker is None:
                break
            if not self._any_words(marker.start):
                start = self._open(marker)
            elif marker.kind == "attribution" and self._quote_at(marker.stop) is not None:
                start = self._around_quote(marker)
            else:
                self._mark(marker.start, len(self.body), _QUOTED)
                break
        self._signatures()
        self._trailing_quotes()

    def _open(self, marker: Marker) -> int:
        """Nothing was written above: the answer stands below the quotation, or the mail is only forwarded."""
        self._mark(0, marker.stop, _QUOTED)
        quote = self._quote_at(marker.stop)
        if quote is None:
            return marker.stop
        stop = self._end_of_quote(quote)
        following = self._words(stop, len(self.body))
        if following and not self._answers_between(stop):
            self._mark(marker.stop, stop, _QUOTED)
        elif not following:
            self._mark(marker.stop, len(self.body), _QUOTED)
        return stop

    def _around_quote(self, marker: Marker) -> int:
        """Words above and a quotation below: what stands under it is a footer, or the mail answers line by line."""
        self._mark(marker.start, marker.stop, _QUOTED)
        quote = self._quote_at(marker.stop) or marker.stop
        stop = self._end_of_quote(quote)
        below = self._words(stop, len(self.body))
        if self._answers_between(stop) or (below and self._is_greeting(marker.start)):
            return stop
        if below >= _FOOTER_LINES:
            return stop
        self._mark(marker.stop, stop, _QUOTED)
        self._mark(stop, len(self.body), _SIGNATURE)
        return len(self.body)

    def _answers_between(self, start: int) -> bool:
        """Words, then another quotation, then words again: an answer line by line."""
        words = False
        for number in range(start, len(self.body)):
            if lines.is_quote(self.body[number]) and not self.is_code[number]:
                if words:
                    return True
            else:
                words = words or self._words(number, number + 1) > 0
        return False

    def _is_greeting(self, stop: int) -> bool:
        written = [line.strip() for line in self.body[:stop] if line.strip()]
        return len(written) == 1 and len(written[0].split()) <= 5 and _GREETING.fullmatch(written[0]) is not None

    def _quote_at(self, start: int) -> int | None:
        """The first line of a quotation right below a marker, blank lines aside."""
        for number in range(start, len(self.body)):
            line = self.body[number]
            if lines.is_quote(line) or lines.is_bar_quote(line) or lines.is_alias_quote(line):
                return number
            if not lines.is_blank(line):
                return None
        return None

    def _end_of_quote(self, start: int) -> int:
        number, stop = start, start
        while number < len(self.body):
            line = self.body[number]
            if lines.is_quote(line) or lines.is_bar_quote(line) or lines.is_alias_quote(line):
                stop = number + 1
            elif not lines.is_blank(line) and not self._is_wrapped(number):
                break
            number += 1
        return stop

    def _is_wrapped(self, number: int) -> bool:
        """One line between two quoted ones without blank lines: a quotation somebody's program broke in two."""
        around = self.body[number - 1 : number + 2]
        return len(around) == 3 and lines.is_quote(around[0]) and lines.is_quote(around[2]) and len(around[0]) > 60

    def _trailing_quotes(self) -> None:
        stop = len(self.body)
        while stop and (self.labels[stop - 1] != _REPLY or lines.is_blank(self.body[stop - 1])):
            stop -= 1
        start = stop
        while (
            start
            and not self.is_code[start - 1]
            and (lines.is_blank(self.body[start - 1]) or lines.is_quote(self.body[start - 1]))
        ):
            start -= 1
        if self._any_words(start):
            self._mark(start, stop, _QUOTED)

    def _signatures(self) -> None:
        """Delimiters, phones' lines and PGP armour leave the reply; below a delimiter everything does."""
        cut = seen = False
        for number, line in enumerate(self.body):
            if self.labels[number] != _REPLY or lines.is_blank(line):
                continue
            if self.is_code[number]:
                seen = True
            elif cut or self._is_signature(number):
                cut = cut or (seen and self._cuts(number))
                self.labels[number] = _QUOTED if lines.is_quote(line) else _SIGNATURE
            else:
                seen = True

    def _is_signature(self, number: int) -> bool:
        line = self.body[number]
        if lines.is_delimiter(line):
            return lines.opens_footer(line) or not self._is_underline(number)
        if lines.is_pgp(line) or lines.is_unsubscribe(line) or lines.is_invisible(line):
            return True
        # A program's line stands on its own.
        above = self.body[number - 1] if number else ""
        return (lines.is_blank(above) or lines.is_delimiter(above)) and lines.is_sent_from(line)

    def _cuts(self, number: int) -> bool:
        """Rows of signs above a long text divide it; above a short one they begin a signature."""
        line = self.body[number]
        if lines.opens_footer(line):
            return True
        return lines.is_delimiter(line) and self._words(number + 1, len(self.body)) <= _FOOTER_WORDS

    def _is_underline(self, number: int) -> bool:
        """A row of = or - as long as the words right above it makes them a heading; a table has such rows too."""
        line = self.body[number].strip()
        above = self.body[number - 1].strip() if number else ""
        return len(line) > 3 and line[0] in "=-~" and bool(above) and abs(len(above) - len(line)) <= 2

    def _any_words(self, stop: int) -> bool:
        return any(self._words(number, number + 1) for number in range(stop))

    def _words(self, start: int, stop: int) -> int:
        """How many lines of the span are somebody's own words."""
        return sum(1 for number in range(start, stop) if self.has_words[number] and self.labels[number] == _REPLY)

    def _mark(self, start: int, stop: int, label: str) -> None:
        for number in range(start, stop):
            if self.labels[number] == _REPLY:
                self.labels[number] = label


def _code(body: list[str]) -> list[bool]:
    """Lines between fences are the writer's, whatever they look like. A fence that never closes is no fence."""
    fences = [number for number, line in enumerate(body) if lines.is_fence(line)]
    inside = [False] * len(body)
    for opening, closing in zip(fences[::2], fences[1::2], strict=False):
        inside[opening : closing + 1] = [True] * (closing - opening + 1)
    return inside
