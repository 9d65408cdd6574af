"""Working inside a company kept in a folder: Django set up for it in this process, the company made once."""

import os
import random
import time
from pathlib import Path


def set_up(folder: Path, database_url: str = "") -> None:
    """Django in this process, for the data in `folder` (and on a PostgreSQL server); settings of the shell do not count."""
    for name in [name for name in os.environ if name.startswith("REGARD_")]:
        del os.environ[name]
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"REGARD_DATA": str(folder), "REGARD_DATABASE_URL": database_url}
    os.environ["DJANGO_SETTINGS_MODULE"] = "regard.config.settings"
    import django  # noqa: PLC0415  the settings read the environment set above

    django.setup()


def make_once(*, messages: int, contacts: int, is_indexed: bool = True) -> dict[str, float]:
    """Tables, and the company with its search index unless they are there; the seconds that took."""
    from benchmarks._big import Size, make  # noqa: PLC0415  after `set_up`
    from benchmarks._speech import Speech  # noqa: PLC0415
    from regard.config.serving.command import prepare  # noqa: PLC0415
    from regard.conversations.models import Message  # noqa: PLC0415
    from regard.kit import clock  # noqa: PLC0415
    from regard.search import operations as search  # noqa: PLC0415
    from regard.search.models import Entry  # noqa: PLC0415

    prepare()
    took: dict[str, float] = {}
    if not Message.objects.exists():
        chance, begun = random.Random(1), time.monotonic()
        make(Size(messages=messages, contacts=contacts), at=clock.now(), chance=chance, speech=Speech(chance))
        took["company made, s"] = round(time.monotonic() - begun)
    if is_indexed and not Entry.objects.exists():
        begun = time.monotonic()
        search.rebuild()
        took["search index made, s"] = round(time.monotonic() - begun)
    return took
