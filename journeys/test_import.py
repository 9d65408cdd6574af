"""A file of customers comes in, is seen before it does, can be left alone meanwhile, and is taken back."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Locator, Page, expect

from journeys.conftest import Regard

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
ROWS = 240
BAD = {3: "info@@vos", 8: "jens(at)six.example"}


def kunden(path: Path, *, rows: int = ROWS) -> Path:
    """A file as a German Excel writes it, with two addresses that cannot be right and one row that says nothing."""
    lines = ["Firma;Ansprechpartner;E-Mail;Umsatz 2025;Letzter Kontakt;Farbe"]
    for number in range(1, rows + 1):
        address = BAD.get(number, f"person{number}@firma{number}.example")
        lines.append(
            f"Firma {number} GmbH;Person Müller {number};{address};{number}.200,50;{number % 28 + 1:02d}.10.2026;blau"
        )
    lines.append(";;;7,5;;rot")
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


def test_a_file_comes_in_and_is_taken_back(regard: Regard, ines: Page, tmp_path: Path) -> None:
    before = people(regard, ines, "Müller")
    ines.goto(f"{regard.url}/customers/import/")
    usable(ines)
    ines.get_by_label("File", exact=True).set_input_files(kunden(tmp_path / "kunden-2026.csv"))
    ines.get_by_role("button", name="Look at it").click()

    # What each column becomes, and what was assumed about the file.
    expect(ines.get_by_text("3 of 6 recognised")).to_be_visible()
    expect(ines.get_by_label("Firma becomes")).to_have_value("company")
    expect(row(ines, "Umsatz 2025")).to_contain_text("comma is the decimal mark")
    expect(row(ines, "Letzter Kontakt")).to_contain_text("day, month, year")
    expect(row(ines, "E-Mail")).to_contain_text("2 not valid")
    expect(ines.get_by_text("encoding Windows-1252; cells separated by semicolon")).to_be_visible()
    usable(ines)
    ines.get_by_label("Umsatz 2025 becomes").select_option(label="A new field of companies")
    ines.get_by_label("is passed over").check()
    ines.get_by_role("button", name=f"Check {ROWS + 1} rows").click()

    # What would come in, and the rows that do not, as a file.
    expect(ines.get_by_text("Nothing came in yet.")).to_be_visible()
    expect(ines.locator("dl.facts")).to_contain_text(f"{ROWS}people added")
    expect(ines.get_by_role("heading", name="3 rows that do not come in wholly")).to_be_visible()
    usable(ines)
    with ines.expect_download() as download:
        ines.get_by_role("link", name="Get the 3 as CSV").click()
    found = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"), newline="")))
    assert [(line["Row"], line["E-Mail"]) for line in found] == [
        ("4", "info@@vos"),
        ("9", "jens(at)six.example"),
        ("242", ""),
    ]
    assert "is no e-mail address" in found[0]["Why"]
    assert people(regard, ines, "Müller") == before

    ines.go_back()
    ines.get_by_role("button", name="Import", exact=True).click()
    expect(ines.get_by_text("The import is done.")).to_be_visible()
    usable(ines)
    expect(ines.locator("dl.facts")).to_contain_text(f"{ROWS}companies added")
    assert value_of(regard, "Firma 5 GmbH") == "5200.50"

    ines.get_by_role("link", name="Undo the whole import").click()
    expect(ines.get_by_role("dialog")).to_be_visible()
    usable(ines)
    ines.get_by_role("button", name="Undo it").click()
    expect(ines.get_by_text("All customers are as they were before.")).to_be_visible()
    usable(ines)
    assert people(regard, ines, "Müller") == before
    ines.get_by_role("link", name="All imports").click()
    expect(ines.get_by_role("row", name="kunden-2026.csv")).to_contain_text("taken back")


def test_leaving_coming_back_cancelling_and_the_keyboard(regard: Regard, ines: Page, tmp_path: Path) -> None:
    ines.goto(f"{regard.url}/customers/import/")
    ines.get_by_label("File", exact=True).set_input_files(kunden(tmp_path / "many.csv", rows=30_000))
    ines.get_by_role("button", name="Look at it").focus()
    ines.keyboard.press("Enter")
    ines.get_by_role("button", name="Check 30001 rows").or_(
        ines.get_by_role("button", name="Check 30,001 rows")
    ).focus()
    ines.keyboard.press("Enter")
    expect(ines.get_by_text("You may leave this page.")).to_be_visible()
    expect(ines.get_by_text("Nothing came in yet.")).to_be_visible(timeout=60_000)
    ines.get_by_role("button", name="Import", exact=True).focus()
    ines.keyboard.press("Enter")

    # Progress: n of N and the time left; it moves while nobody touches the page.
    expect(ines.get_by_text(re.compile(r"Rows come in: [1-9][\d,]* of 30,001"))).to_be_visible(timeout=60_000)
    expect(ines.get_by_text(re.compile(r"\d+%, about \d+ (second|minute)s? left"))).to_be_visible(timeout=30_000)
    usable(ines)
    address = ines.url
    ines.goto(f"{regard.url}/today/")
    ines.goto(f"{regard.url}/customers/import/")
    expect(ines.get_by_role("row", name="many.csv")).to_contain_text("comes in")
    ines.goto(address)
    ines.get_by_role("button", name="Cancel the import").click()
    expect(ines.get_by_text("The import was cancelled.")).to_be_visible()
    expect(ines.get_by_role("link", name="Undo the whole import")).to_be_visible()


def test_on_a_phone(regard: Regard, phone: Page, tmp_path: Path) -> None:
    phone.goto(f"{regard.url}/customers/import/")
    usable(phone)
    phone.get_by_label("File", exact=True).set_input_files(kunden(tmp_path / "kunden.csv"))
    phone.get_by_role("button", name="Look at it").click()
    expect(phone.get_by_label("Firma becomes")).to_be_visible()
    usable(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("name", "content", "said"), [("photo.png", b"\x89PNG\r\n\x1a\n", "it is PNG"), ("empty.csv", b"", "is empty")]
)
def test_a_file_that_is_none(regard: Regard, ines: Page, name: str, content: bytes, said: str) -> None:
    ines.goto(f"{regard.url}/customers/import/")
    ines.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    ines.get_by_role("button", name="Look at it").click()

    expect(ines.get_by_role("alert")).to_contain_text(said)
    usable(ines)


def usable(page: Page) -> None:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    assert found == [], AxeResults({"violations": found}).generate_report()


def row(page: Page, name: str) -> Locator:
    return page.locator("tbody tr", has=page.get_by_role("cell", name=name, exact=True))


def people(regard: Regard, page: Page, word: str) -> int:
    """How many people of that name there are, by the installation's own rows."""
    return int(
        ask(
            regard,
            f"from regard.customers.models import Contact; print(Contact.objects.filter(name__contains={word!r}).count())",
        )
    )


def value_of(regard: Regard, company: str) -> str:
    return ask(
        regard,
        f"from regard.customers.models import Account; print(Account.objects.get(name={company!r}).custom['umsatz_2025'])",
    )


def ask(regard: Regard, program: str) -> str:
    environment = regard.environment | {"DJANGO_SETTINGS_MODULE": "regard.config.settings"}
    code = "import django; django.setup()\n" + program
    return (
        subprocess.run(
            [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True, timeout=60
        )
        .stdout.strip()
        .splitlines()[-1]
    )
