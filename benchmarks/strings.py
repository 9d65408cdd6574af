"""Whether nasty strings survive: `python -m benchmarks strings FOLDER` (a folder that holds `blns.json`, a list of strings).

In a company of its own, on SQLite or on what REGARD_DATABASE_URL names, each string is written into every text field of an
account and a person, into own fields, notes, tags, labels, titles and saved lists, through the operations that the pages use.
It must be refused with a reason or come back byte for byte: from the database, from the page (as text, never as markup), from
the lists as JSON, CSV, Excel and vCard, from a CSV file that is brought in, and from the search. Exit 1 when one was lost.
"""

import csv
import html
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks._folder import set_up

#: Written like all others: what its pages are made of is ours.
CONTROL = "Nothing in this is nasty"
Wrong = list[dict[str, str]]


def main(argv: list[str]) -> int:
    if len(argv) != 1 or not Path(argv[0], "blns.json").is_file():
        print(__doc__, file=sys.stderr)
        return 2
    strings: list[str] = json.loads(Path(argv[0], "blns.json").read_text("utf-8"))
    folder = Path(tempfile.mkdtemp(prefix="regard-strings-"))
    try:
        set_up(folder, os.environ.get("REGARD_DATABASE_URL", ""))
        counted, wrong = _play(strings, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for one in wrong[:50]:
        print(json.dumps(one, ensure_ascii=True), file=sys.stderr)
    print(json.dumps({"strings": len(strings), **counted, "lost": len(wrong)}))
    return 1 if wrong else 0


def _play(strings: list[str], folder: Path) -> tuple[dict[str, int], Wrong]:
    from regard.config.serving.command import prepare  # noqa: PLC0415  after `set_up`
    from regard.kit import clock  # noqa: PLC0415
    from regard.staff.operations import add_user  # noqa: PLC0415

    prepare()
    ada = add_user(email="ada@strings.example", name="Ada Agent", role="owner", at=clock.now())
    player = _Player(ada, folder)
    for number, text in enumerate([CONTROL, *strings]):
        player.write(number, text)
    player.read_pages()
    player.read_files()
    player.bring_in(strings)
    player.search()
    return dict(player.counted), player.wrong


class _Player:
    """One string after the other, and what became of them."""

    def __init__(self, user: Any, folder: Path) -> None:
        from django.test import Client  # noqa: PLC0415

        from regard.customers.operations import add_account, add_contact  # noqa: PLC0415
        from regard.fields.operations import add_field  # noqa: PLC0415
        from regard.kit import clock  # noqa: PLC0415

        self.user, self.folder, self.now = user, folder, clock.now
        self.counted, self.wrong = Counter[str](), list[dict[str, str]]()
        self.client = Client(headers={"host": "127.0.0.1"})
        self.client.force_login(user)
        for kind in ("account", "contact"):
            add_field(record_kind=kind, label="Own text", kind="text", use="Measured.", by=user, at=clock.now())
        self.account = add_account(name="First", at=clock.now())
        self.contact = add_contact(name="First", email="first@strings.example", account=self.account, at=clock.now())
        self.kept: dict[str, tuple[Any, Any, int]] = {}

    def write(self, number: int, text: str) -> None:
        """Into every text field of a company and a person of its own, and around them."""
        from regard.customers.operations import add_account, add_contact, change_account, change_contact  # noqa: PLC0415
        from regard.customers.operations.notes import Upload, add_customer_note, add_file  # noqa: PLC0415
        from regard.customers.operations.tags import put_tag  # noqa: PLC0415
        from regard.customers.queries.catalogue import fields_of  # noqa: PLC0415

        account = add_account(name=f"Company {number}", at=self.now())
        contact = add_contact(
            name=f"Person {number}", email=f"p{number}@strings.example", account=account, at=self.now()
        )
        self.kept[text] = (account, contact, number)
        for row, change in ((account, change_account), (contact, change_contact)):
            kind = "account" if row is account else "contact"
            for field in fields_of(kind):
                if field.kind == "text":
                    self._field(
                        row,
                        field,
                        text,
                        lambda row=row, field=field, change=change, kind=kind: change(
                            **{kind: row}, typed={field.name: text}, by=self.user, at=self.now()
                        ),
                    )  # type: ignore[misc]
        self._try(lambda: add_customer_note(about=account, text=text, by=self.user, at=self.now()).text, text, "note")
        self._try(
            lambda: (
                add_file(
                    about=account,
                    upload=Upload(filename=text, content_type="text/plain", content=b"x"),
                    by=self.user,
                    at=self.now(),
                ).filename
            ),
            text[-255:] or "file",
            "file name",
        )
        self._try(
            lambda: put_tag(on=contact, name=text, by=self.user, at=self.now()) or " ".join(text.split()),
            " ".join(text.split()),
            "tag",
        )

    def _field(self, row: Any, field: Any, text: str, write: Callable[[], object]) -> None:
        def act() -> str:
            write()
            row.refresh_from_db()
            return str(row.custom.get(field.name, "") if field.is_custom else getattr(row, field.name))

        self._try(act, text, f"{field.record}.{field.name}")

    def _try(self, act: Callable[[], str], wanted: str, where: str) -> None:
        from regard.customers.operations.editing import EditRefusedError  # noqa: PLC0415
        from regard.staff.queries import MentionError  # noqa: PLC0415

        try:
            found = act()
        except (EditRefusedError, MentionError) as refused:
            self.counted["refused with a reason"] += 1
            if not str(refused).strip():
                self.wrong.append({"where": where, "wanted": wanted, "found": "refused without a reason"})
            return
        self._compare(wanted, found, where)

    def _compare(self, wanted: str, found: str, where: str) -> None:
        self.counted["came back"] += 1
        if wanted != found:
            self.wrong.append({"where": where, "wanted": wanted, "found": found})

    def read_pages(self) -> None:
        """As text on the page of each company and person, and nothing of it as markup of ours."""
        usual = {word: self._tags(self._page(word, row)) for word, row in self._rows(CONTROL)}
        for text in self.kept:
            for word, row in self._rows(text):
                row.refresh_from_db()
                body = self._page(word, row)
                self.counted["pages"] += 1
                if html.escape(row.name, quote=True) not in body:
                    self.wrong.append({"where": f"page of {word}", "wanted": row.name, "found": "not on the page"})
                if more := self._tags(body) - usual[word]:
                    self.wrong.append(
                        {"where": f"page of {word}", "wanted": text, "found": f"new elements {sorted(more)}"}
                    )

    def _rows(self, text: str) -> list[tuple[str, Any]]:
        account, contact, _number = self.kept[text]
        return [("companies", account), ("people", contact)]

    def _page(self, word: str, row: Any) -> str:
        return str(self.client.get(f"/customers/{word}/{row.id}/?edit=all").content.decode())

    @staticmethod
    def _tags(body: str) -> set[str]:
        from html.parser import HTMLParser  # noqa: PLC0415

        found: set[str] = set()

        class Parser(HTMLParser):
            def handle_starttag(self, tag: str, attrs: Any) -> None:
                found.add(tag)
                found.update(f"{tag}[{name}]" for name, _value in attrs if name.startswith("on") or name == "style")

        Parser().feed(body)
        return found

    def read_files(self) -> None:
        """From each kind of file that a list is taken along in."""
        from python_calamine import CalamineWorkbook  # noqa: PLC0415

        from regard.imports.rules.vcards import read_cards  # noqa: PLC0415
        from regard.kit.csv_out import safe_cell  # noqa: PLC0415

        base = "/customers/people/export"
        found = {one["id"]: one for one in json.loads(self._file(f"{base}.json?columns=own_text,job_title"))}
        text = self._file(f"{base}.csv?columns=own_text,job_title").decode("utf-8-sig")
        table = {row[0]: row for row in csv.reader(io.StringIO(text, newline=""))}
        book = CalamineWorkbook.from_filelike(io.BytesIO(self._file(f"{base}.xlsx?columns=own_text,job_title")))
        sheet = {str(row[0]): row for row in book.get_sheet_by_index(0).to_python()}
        cards = Counter(card.title for card in read_cards(self._file(f"{base}.vcf")))
        for wanted, (_account, contact, _number) in self.kept.items():
            key, own = str(contact.id), contact.custom.get("own_text", "")
            self._compare(own, found[key]["own_text"], "JSON")
            self._compare(safe_cell(own), table[key][2], "CSV")
            self._compare(safe_cell(own), _unescaped(str(sheet[key][2])), "Excel")
            plain = "".join(
                letter for letter in contact.job_title if letter == "\t" or (ord(letter) >= 32 and ord(letter) != 127)
            )
            if plain.strip() and " ".join(plain.split()) not in {" ".join(title.split()) for title in cards}:
                self.wrong.append({"where": "vCard", "wanted": wanted, "found": "not among the cards"})
            self.counted["came back"] += 1

    def _file(self, address: str) -> bytes:
        return b"".join(self.client.get(address))  # type: ignore[arg-type]

    def bring_in(self, strings: list[str]) -> None:
        """From a CSV file: every string in a cell of its own beside an address."""
        from regard.customers.models import Contact  # noqa: PLC0415
        from regard.customers.rules.incoming import Doubles  # noqa: PLC0415
        from regard.imports import operations as imports  # noqa: PLC0415

        path = self.folder / "strings.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["Name", "E-mail", "Own text"])
            writer.writerows(
                [f"Import {number}", f"i{number}@strings.example", text] for number, text in enumerate(strings)
            )
        run = imports.start(path=path, filename="strings.csv", by=self.user, at=self.now())
        mapping = {**run.mapping, "Own text": "own:contact:own_text"}
        imports.map_columns(
            run=run, mapping=mapping, doubles=Doubles("add"), by=self.user, at=self.now(), in_line=False
        )
        imports.check(run_id=run.id, now=self.now)
        run.refresh_from_db()
        imports.begin(run=run, by=self.user, at=self.now(), in_line=False)
        while imports.work(run_id=run.id, now=self.now):
            pass
        for number, text in enumerate(strings):
            row = Contact.objects.filter(methods__normalised=f"i{number}@strings.example").first()
            self._compare(text.strip(), str((row.custom if row else {}).get("own_text", "")).strip(), "import")

    def search(self) -> None:
        """Nothing that is typed is an error, and a company is found by what was written into it."""
        from regard.search import operations as search  # noqa: PLC0415

        search.rebuild()
        for text in self.kept:
            for address in ("/search/", "/customers/people/", "/customers/companies/", "/palette/"):
                response = self.client.get(address, {"q": text})
                self.counted["searches"] += 1
                if response.status_code not in {200, 302}:
                    self.wrong.append({"where": address, "wanted": text, "found": f"status {response.status_code}"})


def _unescaped(cell: str) -> str:
    """Excel writes what XML cannot hold as _xFFFE_ (ECMA-376, ST_Xstring); not every reader turns it back."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), cell)
