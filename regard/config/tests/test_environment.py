"""Settings from the environment."""

from pathlib import Path

import pytest

from regard.config import environment
from regard.config.cli import main


def test_every_setting_tells_its_value_and_its_source(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://u:p@db/regard\n")
    settings = environment.load(
        {"REGARD_DATABASE_URL_FILE": str(secret), "REGARD_URL": "https://desk.example/", "HOME": "/x"}
    )

    assert (settings["DATABASE_URL"].value, settings["DATABASE_URL"].source) == (
        "postgresql://u:p@db/regard",
        f"file {secret}",
    )
    assert (settings["URL"].value, settings["URL"].source) == ("https://desk.example", "environment")
    assert (settings["SMTP_LISTEN"].value, settings["SMTP_LISTEN"].source) == (("127.0.0.1", 2525), "default")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"REGARD_SMTP_LISTN": "x"}, "REGARD_SMTP_LISTN is not a setting of Regard. Did you mean REGARD_SMTP_LISTEN?"),
        ({"REGARD_SMTP_LISTEN": "here"}, "REGARD_SMTP_LISTEN: 'here' is not host:port."),
        ({"REGARD_URL": "desk.example"}, "REGARD_URL: 'desk.example' is not an http:// or https:// address."),
        ({"REGARD_EMAIL_URL": "imap://x"}, "REGARD_EMAIL_URL: 'imap' is not smtp, smtp+starttls or smtps."),
        ({"REGARD_DEBUG": "maybe"}, "REGARD_DEBUG: 'maybe' is neither yes nor no."),
        (
            {"REGARD_DATABASE_URL": "a", "REGARD_DATABASE_URL_FILE": "b"},
            "REGARD_DATABASE_URL: is given twice, by REGARD_DATABASE_URL and by REGARD_DATABASE_URL_FILE; keep one.",
        ),
    ],
)
def test_a_mistake_is_refused_with_what_to_do(given: dict[str, str], said: str) -> None:
    with pytest.raises(environment.ConfigurationError) as refused:
        environment.load(given)
    assert str(refused.value) == said


def test_the_secret_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    key = environment.secret_key(tmp_path / "var")
    assert environment.secret_key(tmp_path / "var") == key
    assert len(key) >= 60
    assert ((tmp_path / "var" / "secret-key").stat().st_mode & 0o777) == 0o600


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("REGARD_EMAIL_URL", "smtp://user:open-sesame@mx.example:587")
    assert main(["config", "show"]) == 0
    shown = capsys.readouterr().out
    assert "open-sesame" not in shown
    assert "REGARD_EMAIL_URL         (hidden)                     from environment" in shown


def test_an_unknown_command_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mial", "parse"]) == 2
    assert "there is no command 'mial parse'" in capsys.readouterr().err
