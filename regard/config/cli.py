"""The `regard` program: finds the command in the table, sets Django up where the command needs it, returns its exit code."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from regard import __version__
from regard.config import environment
from regard.kit.cli import FINE, USAGE, Command, say

#: What is typed -> where the command stands ("module:name"). Imported on use, so that `regard mail parse` stays quick.
COMMANDS = {
    "serve": "regard.config.serving.command:SERVE",
    "migrate": "regard.config.serving.command:MIGRATE",
    "healthcheck": "regard.config.serving.command:HEALTHCHECK",
    "config show": "regard.config.show:SHOW",
    "user create": "regard.staff.cli:USER_CREATE",
    "user link": "regard.staff.cli:USER_LINK",
    "user list": "regard.staff.cli:USER_LIST",
    "team create": "regard.promises.cli:TEAM_CREATE",
    "token create": "regard.staff.cli:TOKEN_CREATE",
    "token revoke": "regard.staff.cli:TOKEN_REVOKE",
    "user deactivate": "regard.routing.cli:USER_DEACTIVATE",
    "demo load": "regard.config.demo.command:LOAD",
    "demo remove": "regard.config.demo.command:REMOVE",
    "mailbox add": "regard.channels.cli:ADD",
    "mailbox list": "regard.channels.cli:LIST",
    "mailbox check": "regard.channels.cli:CHECK",
    "mailbox receipts": "regard.channels.cli:RECEIPTS",
    "search rebuild": "regard.search.cli:REBUILD",
    "dedupe": "regard.data_quality.cli:COMMAND",
    "opportunity list": "regard.opportunities.cli:LIST",
    "opportunity record": "regard.opportunities.cli:RECORD",
    "opportunity end": "regard.opportunities.cli:END",
    "forecast backtest": "regard.forecasting.cli:BACKTEST",
    "forecast verify": "regard.forecasting.cli.seals:VERIFY",
    "privacy export": "regard.privacy.cli:EXPORT",
    "privacy erase": "regard.privacy.cli:ERASE",
    "privacy retention": "regard.privacy.cli:RETENTION",
    "import check": "regard.imports.cli:CHECK",
    "import": "regard.imports.cli.run:COMMAND",
    "mail parse": "regard.mime.cli:COMMAND",
    "mail audit": "regard.report.cli:COMMAND",
    "mail receive": "regard.mail.cli:RECEIVE",
}
#: These read files only: they run without Django, a database or a data folder.
WITHOUT_DJANGO = {"config show", "dedupe", "forecast backtest", "import check", "mail parse", "mail audit"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (see `regard.kit.cli`)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = _command_name(words)
    if name is None:
        return _print_help(words)
    if name not in WITHOUT_DJANGO and not _set_django_up():
        return USAGE
    command = _load(name)
    parser = argparse.ArgumentParser(prog=f"regard {name}", description=command.help)
    command.configure(parser)
    options = parser.parse_args(words[len(name.split()) :])
    return _run(command, options)


def _run(command: Command, options: argparse.Namespace) -> int:
    try:
        code = command.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read it, `head` for example, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    return code


def _set_django_up() -> bool:
    try:
        environment.load()
    except environment.ConfigurationError as error:
        say(f"Regard cannot start:\n{error}")
        return False
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.config.settings")
    importlib.import_module("django").setup()
    return True


def _command_name(words: Sequence[str]) -> str | None:
    return next((name for name in (" ".join(words[:2]), " ".join(words[:1])) if name in COMMANDS), None)


def _load(name: str) -> Command:
    module, _, attribute = COMMANDS[name].partition(":")
    command: Command = getattr(importlib.import_module(module), attribute)
    return command


def _print_help(words: Sequence[str]) -> int:
    if words and words[0] in {"--version", "version"}:
        sys.stdout.write(f"regard {__version__}\n")
        return 0
    is_asked = not words or words[0] in {"-h", "--help", "help"}
    if not is_asked:
        say(f"regard: there is no command {' '.join(words[:2])!r}.")
    if not _set_django_up():
        return USAGE
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{_load(name).help}" for name in COMMANDS]
    text = "\n".join(["usage: regard COMMAND [--help]", "", "commands:", *lines])
    (sys.stdout.write(text + "\n") if is_asked else say(text))
    return 0 if is_asked else USAGE


if __name__ == "__main__":
    sys.exit(main())
