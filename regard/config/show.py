"""`regard config show`: every setting, its value, where it came from. Secrets stay hidden."""

import sys
from argparse import ArgumentParser, Namespace

from regard.config import environment
from regard.kit.cli import FINE, USAGE, Command, print_json, say


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def _run(options: Namespace) -> int:
    try:
        settings = environment.load()
    except environment.ConfigurationError as error:
        say(str(error))
        return USAGE
    for name, setting in settings.items():
        value = "(hidden)" if setting.variable.secret and setting.text else setting.text
        if options.json:
            print_json(
                {
                    "name": environment.PREFIX + name,
                    "value": value,
                    "source": setting.source,
                    "help": setting.variable.help,
                }
            )
        else:
            sys.stdout.write(f"{environment.PREFIX + name:<24} {value or '(empty)':<28} from {setting.source}\n")
    return FINE


SHOW = Command(help="print every setting, its value and its source", run=_run, configure=_configure)
