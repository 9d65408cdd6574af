"""The house's own lint finds what it is for."""

from pathlib import Path

import pytest

from tools.sentences import findings


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        ("desk/views/page.py", "Thing.objects.create(x=1)", "writes and transactions live in operations"),
        ("desk/views/page.py", "thing.save()", "rows are saved in operations"),
        ("desk/jobs.py", "transaction.atomic()", "writes and transactions live in operations"),
        ("mail/operations/x.py", "at = timezone.now()", "only kit.clock reads the clock"),
        ("mail/models.py", "from django.db.models.signals import post_save", "no model signals"),
        ("desk/views/page.py", "from regard.mail.store import get", "other rooms come in by"),
        ("desk/queries/page.py", "rows = Conversation.objects.all()", "fetch for a reader"),
        ("desk/templates/desk/page.html", '<p style="color:red">', "no style attribute"),
        ("desk/templates/desk/page.html", '<a onclick="x()">', "no inline handler"),
        ("desk/templates/desk/page.html", "<script>x()</script>", "no inline script"),
    ],
)
def test_a_broken_sentence_is_found(tmp_path: Path, path: str, text: str, says: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(text + "\n")
    assert [
        (found.relative_to(tmp_path).as_posix(), line) for found, line, told in findings(tmp_path) if says in told
    ] == [(path, 1)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mail/operations/x.py", "Thing.objects.create(x=1)"),
        ("mail/tests/test_x.py", "Thing.objects.create(x=1)"),
        ("desk/views/page.py", "from regard.mail.queries import raw_bytes"),
        ("config/cli.py", "from regard.mail.store import get"),
        ("desk/templates/desk/page.html", '<script src="/static/x.js" defer></script>'),
    ],
)
def test_what_is_right_is_left_alone(tmp_path: Path, path: str, text: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(text + "\n")
    assert list(findings(tmp_path)) == []
