"""What runs in a child of `pool`: read a mail, answer, read the next one. Ends with its parent.

Frames both ways: eight bytes of length, then the pickled value.
"""

import os
import pickle
import resource
import struct
import sys
from typing import BinaryIO

from regard.mime.models import ParsedMail, Unparseable
from regard.mime.rules import assembly
from regard.mime.rules.limits import TooMuchError

MEMORY_BYTES = 1 << 30
PROCESSOR_SECONDS = 20
_LENGTH = struct.Struct(">Q")


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A library that prints must not disturb the frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_memory()
    serve(sys.stdin.buffer, answers)


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while len(head := requests.read(_LENGTH.size)) == _LENGTH.size:
        raw, trusted = pickle.loads(requests.read(_LENGTH.unpack(head)[0]))  # noqa: S301  from our parent
        allow_seconds(PROCESSOR_SECONDS)
        answer = pickle.dumps(_read(raw, trusted), protocol=pickle.HIGHEST_PROTOCOL)
        answers.write(_LENGTH.pack(len(answer)))
        answers.write(answer)
        answers.flush()


def _read(raw: bytes, trusted: str | None) -> ParsedMail | Unparseable:
    try:
        return assembly.read(raw, trusted=trusted)
    except TooMuchError as error:
        reason = str(error)
    except MemoryError:
        reason = "Reading the message needed more memory than a message may use."
    except Exception as error:  # noqa: BLE001  the next mail must be read
        reason = f"The reader failed on this message ({type(error).__name__})."
    return Unparseable(reason=reason, known=assembly.from_headers_only(raw, trusted=trusted, warnings=["unparseable"]))


def allow_seconds(seconds: int) -> None:
    """The limit counts from the start of the process, so each mail moves it on. Passing it kills the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
