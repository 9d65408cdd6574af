"""`regard mail audit SOURCE... --ours DOMAIN`: how have we answered so far? Reads files only, needs no database."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, USAGE, Command, print_json, say
from regard.report.queries.mail_audit import Found, audit_mail
from regard.report.rules.audit_forms import to_json, to_text
from regard.report.rules.audit_page import to_html
from regard.report.rules.letters import Ours


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("sources", nargs="+", metavar="SOURCE", type=Path, help="an mbox file, a Maildir, a folder of .eml files: all mail in and out, together")  # fmt: skip
    parser.add_argument("--ours", required=True, metavar="DOMAIN[,DOMAIN]", help="your domains, or single addresses of yours, with commas")  # fmt: skip
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--html", metavar="FILE", type=Path, help="write one page that can be printed and passed on")


def run(arguments: Namespace) -> int:
    """0 when everybody was answered, 1 when somebody was not, 2 when it cannot be told."""
    ours = Ours.of(arguments.ours.split(","))
    missing = [source for source in arguments.sources if not source.exists()]
    if missing or not (ours.domains or ours.addresses):
        say("\n".join(f"{source}: there is no such file or folder" for source in missing) or "--ours: name a domain")
        return USAGE
    found = audit_mail(arguments.sources, ours=ours, now=clock.now(), tell=say)
    if not found.audit.letters:
        say("No letter was found in what you named.")
    return _give(found, arguments)


def _give(found: Found, arguments: Namespace) -> int:
    left_out = _left_out(found)
    if arguments.json:
        print_json(to_json(found.audit, left_out))
    elif arguments.html:
        return _write(found, arguments.html)
    else:
        print(to_text(found.audit, left_out), end="")
    return FINDINGS if found.audit.unanswered else FINE


def _write(found: Found, path: Path) -> int:
    try:
        path.write_text(to_html(found.audit, _left_out(found)), encoding="utf-8", errors="replace")
    except OSError as error:
        say(f"{path}: {error.strerror}; nothing was written")
        return USAGE
    say(f"Written: {path}")
    return FINDINGS if found.audit.unanswered else FINE


def _left_out(found: Found) -> dict[str, int]:
    return {
        "duplicates": found.duplicates,
        "drafts": found.drafts,
        "without_date": found.without_date,
        "unreadable": found.unreadable,
    }


COMMAND = Command(help="tell from mailboxes how customers were answered so far", run=run, configure=configure)


def main(argv: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m regard.report.cli", description=COMMAND.help)
    configure(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
