"""Named steps at which a test of faults ends this process, as a power cut would. In service nothing is armed.

The test names a file in TEST_FAULT and writes a step's name into it. The first process that reaches the step removes the
file and kills itself, so that one arming is one death.
"""

import os
import signal
from pathlib import Path

_ARMED = os.environ.get("TEST_FAULT", "")


def step(name: str) -> None:
    """The program has come to this step."""
    if _ARMED:
        _die_if_meant(name)


def _die_if_meant(name: str) -> None:
    try:
        if Path(_ARMED).read_text(encoding="utf-8") != name:
            return
        Path(_ARMED).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
