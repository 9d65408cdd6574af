"""`regard serve`, `regard migrate`, `regard healthcheck`."""

import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace

from django.conf import settings
from django.core.management import call_command

from regard.config.serving import parts
from regard.config.serving.supervisor import Supervisor
from regard.kit.cli import FINDINGS, FINE, Command, say
from regard.mail.models import Mailbox
from regard.staff import queries as staff
from regard.staff.cli import sign_in_url


def prepare() -> None:
    """Bring the data folder up to this version: tables, cache table, static files."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _configure_serve(parser: ArgumentParser) -> None:
    parser.add_argument("--sign-in-link", action="store_true", help="print a one-time sign-in link for the first owner")


def _serve(options: Namespace) -> int:
    prepare()
    greeting = _greeting(with_link=options.sign_in_link)
    parts.close_connections()
    supervisor = Supervisor(parts.all_parts(), on_ready=lambda: say(greeting))
    return supervisor.run()


def _greeting(*, with_link: bool) -> str:
    lines = ["", "Regard is ready.", f"  Open        {settings.URL}"]
    owner = staff.managing_directors().first()
    if with_link and owner:
        lines.append(f"  Sign in     {sign_in_url(owner)}")
        lines.append(f"              (as {owner.name}; works once, within 24 hours)")
    elif owner is None:
        lines.append("  First user  regard user create YOU@COMPANY --name 'Your Name' --role owner")
    mailbox = Mailbox.objects.order_by("watching_since").first()
    if settings.SMTP_LISTEN and mailbox:
        host, port = settings.SMTP_LISTEN
        lines.append(f"  Send mail   to {mailbox.address} at {host}:{port} (SMTP, no password)")
    lines += [f"  Data        {settings.DATA}", "  Stop        Ctrl-C", ""]
    return "\n".join(lines)


def _migrate(_options: Namespace) -> int:
    prepare()
    return FINE


def _healthcheck(_options: Namespace) -> int:
    host, port = settings.HTTP_LISTEN or ("127.0.0.1", 8000)
    url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/readyz"  # noqa: S104  compared, not bound
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            say(response.read().decode())
    except (urllib.error.URLError, OSError) as error:
        say(f"{url}: {error}")
        return FINDINGS
    return FINE


SERVE = Command(
    help="serve everything: pages, mail in, background work, timetable", run=_serve, configure=_configure_serve
)
MIGRATE = Command(help="bring the database and static files up to this version", run=_migrate)
HEALTHCHECK = Command(help="ask the running server whether it is ready (exit 1: it is not)", run=_healthcheck)
