"""`regard forecast verify`: whether what was said is still as it was said."""

from argparse import Namespace

from regard.forecasting.queries.seals import first_broken
from regard.kit.cli import FINDINGS, FINE, Command, say


def run(_arguments: Namespace) -> int:
    """0 when every night is as it was written, 1 and the first that is not."""
    broken = first_broken()
    if broken:
        say(
            f"The forecast of {broken} is not as it was written, or a night before it is gone. Compare it with a backup."
        )
        return FINDINGS
    say("Every night is as it was written.")
    return FINE


VERIFY = Command(help="check that no kept forecast was changed", run=run)
