"""Which parts are what the sender wrote, and which are files (after the rules of RFC 8621, 4.1.4)."""

import html as html_escape
import re
from dataclasses import dataclass, field

from regard.kit import charset
from regard.mime.rules import attachments, flowed, html_text, transfer
from regard.mime.rules.structure import Part, walk
from regard.mime.rules.values import Attachment

_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE)
_NUL = re.compile("[\x00\ud800-\udfff]")


@dataclass
class _Section:
    """One place in the mail's run of text: as text, as HTML or both."""

    text: str | None = None
    html: str | None = None

    def as_text(self) -> str:
        return self.text if self.text is not None and self.text.strip() else html_text.from_html(self.html or "")

    def as_html(self) -> str:
        return self.html if self.html is not None else f"<pre>{html_escape.escape(self.text or '')}</pre>"


@dataclass
class Bodies:
    """The mail's text (made from HTML when there is no other), its raw HTML ("" when there is none), and its files."""

    text: str = ""
    html: str = ""
    attachments: list[Attachment] = field(default_factory=list)


def read(root: Part, warnings: list[str]) -> Bodies:
    found = _Collector(warnings)
    found.visit(root)
    sections = [section for section in found.sections if section.text or section.html]
    has_html = any(section.html for section in sections)
    return Bodies(
        text="\n\n".join(section.as_text().strip("\n") for section in sections),
        html="\n".join(section.as_html() for section in sections) if has_html else "",
        attachments=found.attachments,
    )


class _Collector:
    def __init__(self, warnings: list[str]) -> None:
        self.warnings = warnings
        self.sections: list[_Section] = []
        self.attachments: list[Attachment] = []

    def visit(self, part: Part) -> None:
        """Nesting is limited to 50 by `structure`, so this may recurse."""
        if not part.is_multipart:
            self._take(part, is_first=True, is_related=False, section=_Section())
        elif part.content_type == "multipart/alternative":
            self._alternative(part)
        elif part.content_type == "multipart/encrypted":
            self.attachments += [attachments.from_part(leaf, self.warnings) for leaf in walk(part)]
        else:
            self._mixed(part)

    def _mixed(self, part: Part) -> None:
        is_related = part.content_type == "multipart/related"
        for number, child in enumerate(part.children):
            if child.is_multipart:
                self.visit(child)
            else:
                self._take(child, is_first=number == 0, is_related=is_related, section=_Section())

    def _alternative(self, part: Part) -> None:
        """Forms of one text. The last plain and the last HTML form win, other forms are kept as files."""
        inner = _Collector(self.warnings)
        texts: list[str] = []
        htmls: list[str] = []
        for child in part.children:
            inner.sections = []
            inner.visit(child)
            texts += [section.text for section in inner.sections if section.text is not None]
            htmls += [section.html for section in inner.sections if section.html is not None]
        self.attachments += inner.attachments
        self.sections.append(
            _Section("\n\n".join(texts) if texts else None, "\n".join(htmls) if htmls else None),
        )

    def _take(self, part: Part, *, is_first: bool, is_related: bool, section: _Section) -> None:
        if not _is_body(part, is_first=is_first, is_related=is_related):
            self.attachments.append(attachments.from_part(part, self.warnings))
            return
        content, warning = transfer.undo(part.body, part.headers.text("content-transfer-encoding"))
        if warning:
            self.warnings.append(warning)
        if part.content_type == "text/html":
            section.html = _decoded(content, part.parameters.get("charset") or _meta_charset(content), self.warnings)
        else:
            section.text = self._plain(part, content)
        self.sections.append(section)

    def _plain(self, part: Part, content: bytes) -> str:
        files, rest = transfer.take_uuencoded(content) if b"begin" in content else ([], content)
        for name, data in files:
            self.attachments.append(attachments.make(data, filename=name, content_type="application/octet-stream"))
        text = _decoded(rest, part.parameters.get("charset"), self.warnings)
        if part.parameters.get("format", "").lower() == "flowed":
            return flowed.unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        return text


def _is_body(part: Part, *, is_first: bool, is_related: bool) -> bool:
    if part.content_type not in {"text/plain", "text/html"} or part.disposition == "attachment":
        return False
    if is_first and part.disposition != "inline":
        return True
    return not part.filename and not (is_related and not is_first)


def _meta_charset(content: bytes) -> str | None:
    found = _META_CHARSET.search(content[:4096])
    return found[1].decode("ascii", "replace") if found else None


def _decoded(content: bytes, declared: str | None, warnings: list[str]) -> str:
    if declared and charset.codec_for(declared) is None:
        warnings.append("charset_unknown")
    text = charset.decode(content, declared)
    return _NUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).removeprefix("\ufeff")
