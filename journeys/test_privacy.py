"""A customer asks what we hold on them, and then to be erased: in the browser, with a real server and worker behind it."""

import io
import os
import smtplib
import zipfile
from email.message import EmailMessage
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from journeys.conftest import Regard, wait_for
from tools.testing.finding import in_files

WORDS = {
    "subject": "quillfeather",
    "text": "marzipantower",
    "file name": "lanternfish",
    "file": "copperkettle",
    "name": "Zwetschgenbaum",
}
SHOTS = os.environ.get("PRIVACY_SHOTS", "")


def test_a_person_is_told_everything_and_then_erased(regard: Regard, ines: Page) -> None:
    write(regard)
    ines.goto(f"{regard.url}/inbox/?view=team")
    thread = ines.get_by_role("link", name="quillfeather").first
    expect(thread).to_be_visible()
    conversation = thread.get_attribute("href") or ""

    add_purpose(regard, ines)
    ines.goto(f"{regard.url}/customers/privacy/")
    ines.get_by_label("E-mail address").fill("PAULA@zwetschge.example")
    ines.get_by_role("button", name="Find").click()
    expect(ines.get_by_role("heading", name="Paula Zwetschgenbaum")).to_be_visible()
    person = ines.url
    note_consents(ines)
    hold_and_lift(ines)
    shoot(ines, "person")

    with ines.expect_download() as download:
        ines.get_by_role("button", name="Make the file").click()
    assert_holds_everything(Path(str(download.value.path())))

    ines.goto(f"{person}erase/")
    expect(ines.get_by_text("They wait for our answer in 1 conversation.")).to_be_visible()
    shoot(ines, "erase")
    ines.get_by_label("Type the name").fill("Paula")
    ines.get_by_role("button", name="Erase", exact=True).click()
    expect(ines.get_by_text("This is not the name.")).to_be_visible()
    ines.get_by_label("Type the name").fill("Paula Zwetschgenbaum")
    ines.get_by_label("Erase all the same").check()
    ines.get_by_role("button", name="Erase", exact=True).click()
    expect(ines.get_by_text("Erased. Files leave the disk")).to_be_visible()
    expect(ines.get_by_text("by Ines Moreau").first).to_be_visible()
    shoot(ines, "erased")

    ines.goto(f"{regard.url}{conversation}")
    expect(ines.get_by_text("What stood here was erased.").first).to_be_visible()
    for word in WORDS.values():
        assert word not in ines.content()
        ines.goto(f"{regard.url}/search/?q={word}")
        expect(ines.locator("[data-item]")).to_have_count(0)
    ines.goto(f"{regard.url}/customers/privacy/")
    wait_for(lambda: ines.reload() and ines.get_by_text("gone", exact=True).count() == 1)
    wait_for(lambda: in_files(WORDS, regard.data) == {}, seconds=60)
    shoot(ines, "overview")
    regard.stop()
    assert in_files(WORDS, regard.data) == {}


def test_what_was_looked_at_and_how_long_things_are_kept_is_for_leads_to_see(
    regard: Regard, ines: Page, tom: Page
) -> None:
    write(regard)
    ines.goto(f"{regard.url}/customers/privacy/?address=paula@zwetschge.example")
    person = ines.url
    tom.goto(person)
    expect(tom.get_by_role("heading", name="What they allowed")).to_be_visible()
    expect(tom.get_by_role("heading", name="Who looked lately")).to_have_count(0)
    tom.goto(f"{regard.url}/customers/privacy/looked/")
    expect(tom.get_by_text("You may not do this.")).to_be_visible()

    ines.goto(f"{regard.url}/customers/privacy/looked/")
    ines.get_by_label("Customer’s e-mail address").fill("paula@zwetschge.example")
    ines.get_by_label("Colleague").select_option(label="Tom Okoye")
    ines.get_by_role("button", name="Show").click()
    rows = ines.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Tom Okoye")
    expect(rows.first).to_contain_text("Paula Zwetschgenbaum")
    check(ines)
    shoot(ines, "looked")

    ines.goto(f"{regard.url}/customers/privacy/retention/")
    ines.get_by_label("Who looked at whose data").fill("6")
    ines.get_by_role("button", name="Save").click()
    expect(ines.get_by_text("It holds from the next night on")).to_be_visible()
    ines.get_by_role("button", name="Try it: count only").click()
    expect(ines.get_by_text("Counted, nothing was taken: 0 would go.")).to_be_visible()
    check(ines)
    shoot(ines, "retention")


def add_purpose(regard: Regard, page: Page) -> None:
    page.goto(f"{regard.url}/customers/privacy/purposes/")
    page.get_by_label("Name").fill("News about pumps")
    page.get_by_label("What people say yes to").fill("You may write to me twice a year about new pumps.")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Nobody has said yes to it yet.")).to_be_visible()
    check(page)
    shoot(page, "purposes")


def note_consents(page: Page) -> None:
    expect(page.get_by_text("Never asked: no")).to_be_visible()
    page.get_by_text("Note what they said").click()
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("A yes nobody can show is none.")).to_be_visible()
    page.get_by_label("Their message that says so").select_option(index=1)
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("Yes, on").first).to_be_visible()
    check(page)


def hold_and_lift(page: Page) -> None:
    page.get_by_label("Why must it be kept?").fill("a dispute about an invoice")
    page.get_by_role("button", name="Hold").click()
    expect(page.get_by_text("a dispute about an invoice")).to_be_visible()
    page.get_by_role("button", name="Lift the hold").click()
    expect(page.get_by_text("The hold is lifted.")).to_be_visible()


def assert_holds_everything(path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert archive.testzip() is None
        read = {name: archive.read(name) for name in archive.namelist()}
    page = read["index.html"].decode()
    assert all(word in page for word in ("quillfeather", "marzipantower", "Paula Zwetschgenbaum", "News about pumps"))
    assert any(name.endswith(".eml") and b"marzipantower" in content for name, content in read.items())
    assert any("lanternfish" in name and content == b"copperkettle" for name, content in read.items())


def write(regard: Regard) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Paula Zwetschgenbaum <paula@zwetschge.example>", "help@havn.example"
    letter["Subject"], letter["Message-ID"] = "The quillfeather stops", "<paula-1@zwetschge.example>"
    letter.set_content("Our marzipantower stops after ten minutes. What should we do?")
    letter.add_attachment(b"copperkettle", maintype="text", subtype="plain", filename="lanternfish.txt")
    with smtplib.SMTP("127.0.0.1", regard.smtp) as smtp:
        smtp.send_message(letter)
    wait_for(lambda: any(b"Zwetschgenbaum" in mail or b"zwetschge" in mail for mail in regard.demo_mail()))


def check(page: Page) -> None:
    """For everybody: no violation that axe knows of, in light and dark."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


def shoot(page: Page, name: str) -> None:
    """Pictures for whoever wants to look: PRIVACY_SHOTS names a folder."""
    if SHOTS:
        for theme in ("light", "dark"):
            page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=f"{SHOTS}/{name}-{theme}-{width}.png")
        page.set_viewport_size({"width": 1440, "height": 900})
