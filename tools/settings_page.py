"""The page of settings, made from the table the program reads. `python -m tools.settings_page [--check]`."""

import sys
from pathlib import Path

from regard.config.environment import PREFIX, VARIABLES

PAGE = Path("docs/operate/configuration.md")
INTRODUCTION = """# Settings

Every setting is an environment variable; each has a default, so none is needed to begin. Secrets can come from a file: the
variable `NAME_FILE` names it. A `REGARD_*` variable that is not in this list is refused at the start, with the nearest known
name. `regard config show` prints the values in force and where each came from; secrets stay hidden.

| variable | default | what it does |
|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
    rows = (f"| `{PREFIX}{v.name}` | {f'`{v.default}`' if v.default else 'empty'} | {v.help} |" for v in VARIABLES)
    return INTRODUCTION + "\n".join(rows) + "\n"


def main() -> int:
    """Write the page, or with --check say whether it is current."""
    if "--check" in sys.argv:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
