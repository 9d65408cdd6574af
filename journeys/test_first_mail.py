"""The main job: a real mail comes in, is acknowledged, shows by itself, and is answered by a person."""

import time

from playwright.sync_api import Page, expect

from journeys.conftest import Regard, wait_for
from journeys.letters import received_by, write


def test_a_mail_shows_in_the_inbox_and_gets_a_receipt_and_a_personal_answer(regard: Regard, ines: Page) -> None:
    ines.goto(f"{regard.url}/inbox/?view=team")
    sent_at = time.monotonic()
    write(
        regard, "Pump P-220 stops after ten minutes", "Hello, our P-220 stops after ten minutes.\n\nWhat should we do?"
    )

    row = ines.get_by_role("link", name="Pump P-220 stops after ten minutes")
    expect(row).to_be_visible(timeout=8000)
    assert time.monotonic() - sent_at < 7
    (receipt,) = wait_for(lambda: received_by(regard, "carla@mirela.example"))
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert "will answer you personally" in receipt.get_content()

    row.click()
    expect(ines.get_by_role("heading", name="Pump P-220 stops after ten minutes")).to_be_visible()
    expect(ines.locator(".msgs")).to_contain_text("Receipt")
    ines.get_by_label("Your answer").fill("Good morning Carla,\n\nplease clean the **inlet filter** first.\n\nInes")
    ines.keyboard.press("Control+Enter")
    expect(ines.locator(".msgs")).to_contain_text("please clean the", timeout=8000)
    expect(ines.locator(".msgs")).to_contain_text("sent", timeout=25_000)  # it waits ten seconds to be taken back

    answer = wait_for(
        lambda: [one for one in received_by(regard, "carla@mirela.example") if one["Subject"].startswith("Re:")]
    )[0]
    assert answer["From"].addresses[0].display_name == "Ines Moreau (Havn Pumps)"
    assert "please clean the **inlet filter** first." in answer.get_body(("plain",)).get_content()
    assert "> Hello, our P-220 stops after ten minutes." in answer.get_body(("plain",)).get_content()

    ines.goto(f"{regard.url}/received/?to=carla@mirela.example")
    expect(ines.get_by_text("please clean the")).to_have_count(2)
