"""`regard privacy export`, `regard privacy erase` and `regard privacy retention`."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from regard.customers.models import Contact
from regard.customers.queries import contact_by_email
from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, Command, print_json, say
from regard.kit.holders import looked_through
from regard.privacy import operations
from regard.privacy.models import Erasure
from regard.privacy.queries.erasures import accounts_of_theirs, obstacles, person_of, was_erased
from regard.staff.models import User
from regard.staff.queries import ForbiddenError, active_users


def _configure_export(parser: ArgumentParser) -> None:
    parser.add_argument("email", help="an address of the person")
    parser.add_argument("out", metavar="OUT.zip", type=Path, help="where to write the archive; it must not exist yet")
    _add_common(parser)


def _configure_erase(parser: ArgumentParser) -> None:
    parser.add_argument("email", help="an address of the person")
    parser.add_argument("--ground", choices=Erasure.Ground.values, default=Erasure.Ground.ASKED, help="why (asked)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be erased and what speaks against it")
    parser.add_argument("--confirm", action="store_true", help="also while they wait for us, or a letter has not left")
    _add_common(parser)


def _configure_retention(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="count what would go")
    parser.add_argument("--json", action="store_true")


def _add_common(parser: ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="EMAIL", help="who of you does it; it is written down")
    parser.add_argument("--json", action="store_true")


def _export(options: Namespace) -> int:
    found = _both(options)
    if found is None:
        return FINDINGS
    contact, user = found
    size = 0
    try:
        with options.out.open("xb") as file:
            for piece in operations.give_out(contact=contact, by=user, at=clock.now()):
                size += file.write(piece)
    except FileExistsError:
        say(f"{options.out} exists already. Choose another name; nothing was written.")
        return FINDINGS
    except ForbiddenError as error:
        options.out.unlink()
        say(f"{error}. Nothing was given out.")
        return FINDINGS
    _print(
        options, {"contact": contact.id, "file": options.out, "bytes": size}, f"Written: {options.out}, {size:,} bytes."
    )
    return FINE


def _erase(options: Namespace) -> int:
    found = _both(options)
    if found is None:
        return FINDINGS
    contact, user = found
    accounts = accounts_of_theirs(contact)
    if options.dry_run:
        return _say_what_would_go(options, contact)
    try:
        row = operations.erase(
            contact=contact,
            ground=options.ground,
            by=user,
            at=clock.now(),
            accounts=accounts,
            confirmed=options.confirm,
        )
    except (operations.ErasureRefusedError, ForbiddenError) as error:
        say(f"{error} Nothing was changed; --confirm erases all the same, unless a legal hold forbids it.")
        return FINDINGS
    operations.finish(erasure=row, at=clock.now())
    sentence = f"Erased: {row.pseudonym}; {sum(row.counts.values()):,} rows changed in {len(row.counts)} rooms."
    _print(options, {"erasure": row.id, "pseudonym": row.pseudonym, "rows": row.counts}, sentence)
    return FINE


def _say_what_would_go(options: Namespace, contact: Contact) -> int:
    person = looked_through(person_of(contact, accounts_of_theirs(contact)))
    against = [one.sentence for one in obstacles(person)]
    rows = {kind: len(ids) for kind, ids in person.records.items() if ids}
    told = {"contact": contact.id, "accounts": len(person.account_ids), "rows": rows, "against": against}
    lines = [f"{kind}: {count:,}" for kind, count in rows.items()]
    _print(options, told, "\n".join([*lines, *(f"Against it: {one}" for one in against), "Nothing was changed."]))
    return FINDINGS if against else FINE


def _retention(options: Namespace) -> int:
    run = operations.run_retention(at=clock.now(), is_trial=options.dry_run)
    verb = "would go" if options.dry_run else "went"
    lines = [f"{kind}: {count:,} {verb}" for kind, count in run.counts.items()] or ["Nothing has a period."]
    _print(options, {"run": run.id, "trial": run.is_trial, "rows": run.counts}, "\n".join(lines))
    return FINE


def _both(options: Namespace) -> tuple[Contact, User] | None:
    """The person and the colleague; a sentence when one is not known."""
    contact = contact_by_email(options.email)
    user = active_users().filter(email__iexact=options.by).first()
    if contact is None:
        erased = was_erased(options.email)
        say(f"The person of this address was erased on {erased:%Y-%m-%d}." if erased else f"Nobody has the address {options.email}.")  # fmt: skip
        return None
    if user is None:
        say(f"No active user has the address {options.by}; `regard user list` shows them.")
        return None
    return contact, user


def _print(options: Namespace, values: dict[str, object], sentence: str) -> None:
    if options.json:
        print_json(values)
    else:
        say(sentence)


EXPORT = Command(help="write everything held on one person into one archive", run=_export, configure=_configure_export)
ERASE = Command(help="erase one person in every room", run=_erase, configure=_configure_erase)
RETENTION = Command(help="take away what was kept long enough", run=_retention, configure=_configure_retention)
