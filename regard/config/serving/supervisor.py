"""One program of a few processes: each part is forked from a parent that has everything loaded, watched, and started again
when it dies. Ending the parent ends them all, each after the work it has under way."""

import ctypes
import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

log = structlog.get_logger()

#: How long parts may take to end by themselves.
GRACE_SECONDS = 25
#: A part that dies sooner than this, again and again, is started again after growing waits, at most this long.
QUICK_SECONDS, FIRST_WAIT_SECONDS = 2.0, 0.05
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """A process of the program. `run` gets a function to call once it is ready; it ends on SIGTERM."""

    name: str
    run: Callable[[Callable[[], None]], None]


@dataclass(kw_only=True)
class _Running:
    part: Part
    ready: int
    quick_deaths: int
    started: float = field(default_factory=time.monotonic)


class Supervisor:
    """Starts the parts, restarts those that die, stops them all on SIGTERM or SIGINT."""

    def __init__(self, parts: Sequence[Part], *, on_ready: Callable[[], None]) -> None:
        self._parts = parts
        self._on_ready = on_ready
        self._running: dict[int, _Running] = {}
        self._stopping = False

    def run(self) -> int:
        """Block until stopped; the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        pipes = [self._start(part) for part in self._parts]
        if all(os.read(pipe, 1) for pipe in pipes):
            self._on_ready()
        while self._running:
            self._wait_for_one()
        return 0

    def _start(self, part: Part, *, quick_deaths: int = 0) -> int:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _run_part(part, lambda: _report_ready(writing))
        os.close(writing)
        self._running[pid] = _Running(part=part, ready=reading, quick_deaths=quick_deaths)
        return reading

    def _wait_for_one(self) -> None:
        try:
            pid, status = os.waitpid(-1, 0)
        except InterruptedError:
            return
        running = self._running.pop(pid, None)
        if running is None:
            return
        os.close(running.ready)
        if not self._stopping:
            log.error("part.died", part=running.part.name, status=os.waitstatus_to_exitcode(status))
            quick_deaths = running.quick_deaths + 1 if time.monotonic() - running.started < QUICK_SECONDS else 0
            time.sleep(min(QUICK_SECONDS, FIRST_WAIT_SECONDS * 2**quick_deaths))
            self._start(running.part, quick_deaths=quick_deaths)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self._stopping:
            self._stopping = True
            signal.signal(signal.SIGALRM, lambda *_: self._signal_all(signal.SIGKILL))
            signal.alarm(GRACE_SECONDS)
            self._signal_all(signal.SIGTERM)

    def _signal_all(self, number: int) -> None:
        for pid in self._running:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


def _run_part(part: Part, ready: Callable[[], None]) -> None:
    """The child: dies with its parent, does its work, never returns."""
    code = 1
    try:
        # Ctrl-C reaches the whole terminal group; the parent passes it on as SIGTERM.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # `kill -USR1` writes where every thread stands to the log: what a part that hangs is waiting for.
        faulthandler.register(signal.SIGUSR1)
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        part.run(ready)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # the child must not run on in the parent's stack
        log.exception("part.failed", part=part.name)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _report_ready(pipe: int) -> None:
    os.write(pipe, b"1")
    os.close(pipe)
