"""A few child processes that read mail for this one and can be lost without harm.

A child serves many mails, since starting an interpreter costs more than reading a hundred of them. It may use 1 GB of
memory, 20 seconds of processor for a mail and some wall clock; a child that passes a limit or dies is replaced, and
only its mail is unparseable.
"""

import atexit
import os
import pickle
import queue
import selectors
import struct
import subprocess
import sys
import threading
import time
from io import BytesIO
from typing import Any

from regard.mime.models import ParsedMail, Unparseable
from regard.mime.rules import assembly, limits, values
from regard.mime.rules.limits import TooMuchError

_LENGTH = struct.Struct(">Q")
_CHUNK = 1 << 20
_CHILDREN = max(2, min(4, os.cpu_count() or 2))
_MAILS_A_CHILD = 2_000


class _LostError(Exception):
    """The child died, hung or answered nonsense; the text says which."""


class _OnlyValues(pickle.Unpickler):
    """A child that was taken over must not be able to name anything but the values of this room."""

    _ALLOWED = {("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta")}

    def find_class(self, module: str, name: str) -> Any:
        is_ours = module == values.__name__ and isinstance(getattr(values, name, None), type)
        if is_ours or (module, name) in self._ALLOWED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a mail")


class _Child:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "regard.mime.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,
        )
        self.mails = 0
        for stream in (self.process.stdin, self.process.stdout):
            os.set_blocking(_number(stream), False)

    def ask(self, request: bytes, *, until: float) -> bytes:
        """Write and read at once, since a child that never reads must not hold us."""
        to_write = memoryview(_LENGTH.pack(len(request)) + request)
        answer = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(_number(self.process.stdin), selectors.EVENT_WRITE)
            selector.register(_number(self.process.stdout), selectors.EVENT_READ)
            while len(answer) < _LENGTH.size or len(answer) < _LENGTH.size + _LENGTH.unpack_from(answer)[0]:
                ready = selector.select(max(0.0, until - time.monotonic()))
                if not ready:
                    raise _LostError("Reading the message took too long.")
                for key, events in ready:
                    if events & selectors.EVENT_WRITE:
                        to_write = self._write(key.fd, to_write)
                        if not to_write:
                            selector.unregister(key.fd)
                    else:
                        answer += self._read(key.fd)
        self.mails += 1
        return bytes(answer[_LENGTH.size :])

    @staticmethod
    def _write(number: int, data: memoryview) -> memoryview:
        try:
            return data[os.write(number, data[:_CHUNK]) :]
        except BrokenPipeError as error:
            raise _LostError(_DIED) from error

    @staticmethod
    def _read(number: int) -> bytes:
        data = os.read(number, _CHUNK)
        if not data:
            raise _LostError(_DIED)
        return data

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


def _environment() -> dict[str, str]:
    """Who reads strangers' mail gets none of our secrets.

    One thread for numeric libraries: each more would take address space from the limit.
    """
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}


_DIED = "Reading the message needed more memory or processor time than a message may use."


class Pool:
    """Thread-safe. Children start when they are first needed; after a fork the new process starts its own."""

    def __init__(self, *, wall_seconds: float, children: int = _CHILDREN) -> None:
        self._wall_seconds = wall_seconds
        self._idle: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._free = threading.Semaphore(children)
        self._owner = os.getpid()
        atexit.register(self.close)

    def parse(self, raw: bytes, *, trusted: str | None) -> ParsedMail | Unparseable:
        try:
            limits.check_size(raw)
            with self._free:
                return self._asked(pickle.dumps((raw, trusted)))
        except (_LostError, TooMuchError) as error:
            known = assembly.from_headers_only(raw, trusted=trusted, warnings=["unparseable"])
            return Unparseable(reason=str(error), known=known)

    def close(self) -> None:
        """End the idle children. The pool can be used again afterwards."""
        if self._owner != os.getpid():
            return
        while not self._idle.empty():
            self._idle.get().end()

    def _asked(self, request: bytes) -> ParsedMail | Unparseable:
        child = self._child()
        try:
            answer = child.ask(request, until=time.monotonic() + self._wall_seconds)
            result = _OnlyValues(BytesIO(answer)).load()
        except (_LostError, pickle.UnpicklingError, EOFError) as error:
            child.end()
            raise _LostError(str(error)) from error
        if child.mails >= _MAILS_A_CHILD:
            child.end()
        else:
            self._idle.put(child)
        if not isinstance(result, ParsedMail | Unparseable):
            raise _LostError("The reader answered with something that is no mail.")
        return result

    def _child(self) -> _Child:
        if self._owner != os.getpid():
            # Children of the parent process are not ours to talk to.
            self._owner, self._idle = os.getpid(), queue.SimpleQueue()
        while True:
            try:
                child = self._idle.get_nowait()
            except queue.Empty:
                return _Child()
            if child.process.poll() is None:
                return child
            child.end()


def _number(stream: Any) -> int:
    return int(stream.fileno())
