"""Pages of docs that are made from tables the program reads: settings and rights. `python -m tools.pages [--check]`."""

import sys
from pathlib import Path

from regard.config.environment import PREFIX, VARIABLES
from regard.staff.rules import EVERYBODY, RIGHTS

SETTINGS = """# Settings

Every setting is an environment variable; each has a default, so none is needed to begin. Secrets can come from a file: the
variable `NAME_FILE` names it. A `REGARD_*` variable that is not in this list is refused at the start, with the nearest known
name. `regard config show` prints the values in force and where each came from; secrets stay hidden.

| variable | default | what it does |
|---|---|---|
"""
RIGHTS_PAGE = """# Who may do what

One table in `regard/staff/rules.py`; this page is made from it. All staff read every account's timeline: a customer who is
passed on must not have to begin again. The exceptions are fetched through `visible_to(user)`, so that no page can forget
them: a mailbox for one team only is read by its members and its lead; a bonus by the person and their manager.

"""
ORDER = ("owner", "manager", "agent", "sales", "back office", "read-only")


def settings_page() -> str:
    """docs/operate/configuration.md as it should be."""
    rows = (f"| `{PREFIX}{v.name}` | {f'`{v.default}`' if v.default else 'empty'} | {v.help} |" for v in VARIABLES)
    return SETTINGS + "\n".join(rows) + "\n"


def rights_page() -> str:
    """docs/rights.md as it should be."""
    roles = sorted(EVERYBODY, key=ORDER.index)
    head = f"| may | {' | '.join(roles)} |\n|---|{'---|' * len(roles)}\n"
    rows = (
        f"| {right.value} | {' | '.join('yes' if role in RIGHTS[right] else '' for role in roles)} |"
        for right in RIGHTS
    )
    return RIGHTS_PAGE + head + "\n".join(rows) + "\n"


PAGES = {Path("docs/operate/configuration.md"): settings_page, Path("docs/rights.md"): rights_page}


def main() -> int:
    """Write the pages, or with --check say whether they are current."""
    stale = [path for path, make in PAGES.items() if not path.exists() or path.read_text(encoding="utf-8") != make()]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path} is not what its table says; run python -m tools.pages")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGES[path](), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
