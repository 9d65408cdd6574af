"""`regard mailbox ...` with a server behind it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import Company
from regard.channels.models import Channel
from regard.config.cli import main
from regard.kit.cli import FINDINGS, FINE, USAGE
from regard.mail.models import Mailbox
from regard.mail.tests import fake_imap, imap_support
from regard.mail.tests.fake_imap import FakeImap
from tools.testing import network
from tools.testing.letters import letter

pytestmark = pytest.mark.django_db

Run = Callable[..., tuple[int, list[Any], str]]


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with fake_imap.running() as fake:
        yield fake


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; its exit code, the JSON lines it printed, what it said."""

    def run_it(*words: str) -> tuple[int, list[Any], str]:
        code = main(["mailbox", *words, "--json"])
        printed = capsys.readouterr()
        return code, [json.loads(line) for line in printed.out.splitlines()], printed.err

    return run_it


@pytest.fixture
def add(run: Run, server: FakeImap, company: Company, tmp_path: Path) -> Run:
    """Add sales@havn.example, fetched from the server, with these options more."""
    password = tmp_path / "password"
    password.write_text("geheim\n")
    how = {"--imap-host": "127.0.0.1", "--imap-port": str(server.port), "--imap-security": "none", "--team": "service"}
    base = {"--name": "Havn Sales", **how, "--imap-password-file": str(password)}

    def add_it(*flags: str, **changed: str) -> tuple[int, list[Any], str]:
        options = base | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
        return run("add", "Sales@Havn.example", *(word for pair in options.items() for word in pair), *flags)

    return add_it


def test_mailbox_is_added_with_its_channel_and_fetched(add: Run, server: FakeImap) -> None:
    server.inbox.add(letter())
    code, [printed], said = add("--team-only")
    channel = Channel.objects.get(mailbox__address="sales@havn.example")

    assert (code, said.startswith("sales@havn.example was added. No receipts are sent yet")) == (FINE, True)
    assert printed == {
        "id": str(channel.mailbox_id), "address": "sales@havn.example", "way": "imap", "added": True, "trouble": "",
    }  # fmt: skip
    assert (channel.name, channel.team.name, channel.is_team_only, channel.acknowledges) == (
        "Havn Sales",
        "Service",
        True,
        False,
    )
    assert channel.mailbox is not None
    server.inbox.add(letter())
    imap_support.visit(channel.mailbox)
    assert len(imap_support.stored()) == 1


def test_password_is_never_shown_and_not_readable_in_the_database(add: Run, run: Run) -> None:
    _, added, said = add()
    code, listed, _ = run("list")
    mailbox = Mailbox.objects.get(address="sales@havn.example")
    assert code == FINE
    assert [row["address"] for row in listed] == ["help@havn.example", "sales@havn.example"]
    assert listed[1]["imap"]["user"] == "sales@havn.example"
    assert "geheim" not in json.dumps([added, listed]) + said + str(vars(mailbox))
    assert b"geheim" not in bytes(mailbox.imap_secret)


def test_unreachable_server_is_told_at_once_and_the_same_command_sets_it_right(
    add: Run, run: Run, server: FakeImap
) -> None:
    code, [printed], said = add(imap_port="1")
    assert code == FINE
    assert "cannot be reached" in printed["trouble"]
    assert printed["trouble"] in said
    code, [printed], said = add()
    assert (code, printed["added"], printed["trouble"]) == (FINE, False, "")
    assert said == "sales@havn.example was there already; the way to its server was changed.\n"
    assert Mailbox.objects.get(address="sales@havn.example").imap_port == server.port


def test_comparison_exits_by_whether_letters_are_missing(add: Run, run: Run, server: FakeImap) -> None:
    add()
    code, [inbox], _ = run("check", "sales@havn.example")
    assert (code, inbox) == (
        FINE, {"folder": "INBOX", "on_server": 0, "stored": 0, "older": 0, "missing": [], "gone": 0},
    )  # fmt: skip
    server.inbox.add(letter(), letter())
    code, [inbox], _ = run("check", "sales@havn.example")
    assert (code, inbox["on_server"], inbox["missing"]) == (FINDINGS, 2, [1, 2])
    imap_support.visit(Mailbox.objects.get(address="sales@havn.example"))
    code, [inbox], _ = run("check", "sales@havn.example")
    assert (code, inbox["on_server"], inbox["stored"], inbox["missing"]) == (FINE, 2, 2, [])


def test_comparison_that_cannot_be_made_says_why(add: Run, run: Run) -> None:
    add(imap_port="1")
    assert run("check", "sales@havn.example")[::2] == (
        FINDINGS,
        "127.0.0.1:1 cannot be reached: nothing listens there. It is tried again by itself; mail waits on the server meanwhile.\n",
    )
    assert run("check", "help@havn.example")[0] == FINDINGS


def test_mistakes_change_nothing(add: Run, run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    assert add(team="Nobody")[2] == "There is no team 'Nobody'; there are: Service.\n"
    assert add(imap_password_file=str(tmp_path / "none"))[0] == USAGE
    assert add(imap_password_file=str(empty))[2] == "User name and password must not be empty or hold line ends.\n"
    assert run("add", "help@havn.example", "--name", "x", "--team", "Service")[0] == FINDINGS
    assert Mailbox.objects.count() == 1


def test_servers_are_looked_for_where_none_is_named(run: Run, company: Company, settings, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("geheim\n")
    words = (
        "add",
        "new@havn.example",
        "--name",
        "Havn",
        "--team",
        "service",
        "--fetch",
        "--imap-password-file",
        str(password),
    )
    with network.name_server() as names, fake_imap.running() as server:
        settings.DNS_SERVER = names.at
        code, _, said = run(*words)
        assert (code, said.startswith("No server for mail in was found for this address")) == (FINDINGS, True)
        assert not Mailbox.objects.filter(address="new@havn.example").exists()

        names.put("_imap._tcp.havn.example", "SRV", f"0 0 {server.port} localhost.")
        code, [printed], said = run(*words)
    assert code == FINE
    assert f"Found localhost:{server.port} for mail in, encrypted, and none for mail out." in said
    assert printed["trouble"]  # this server knows no STARTTLS, and gets no password without it
    assert Mailbox.objects.get(address="new@havn.example").imap_host == "localhost"
