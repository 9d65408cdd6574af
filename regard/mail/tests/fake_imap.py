"""A small IMAP server that misbehaves on request, over a real socket, with what it holds in plain sight."""

import asyncio
import contextlib
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from regard.kit import clock


@dataclass
class Box:
    letters: dict[int, bytes] = field(default_factory=dict)
    uidvalidity: int = 1
    uidnext: int = 1
    #: Searching and examining show it; fetching its letters does not (they vanished in between).
    vanished: set[int] = field(default_factory=set)
    dates: dict[int, datetime] = field(default_factory=dict)

    def add(self, *letters: bytes, at: datetime | None = None) -> None:
        for letter in letters:
            self.dates[self.uidnext] = at or clock.now()
            self.letters[self.uidnext] = letter
            self.uidnext += 1


@dataclass
class FakeImap:
    """`faults`: UID -> what happens when its body is fetched, and how often (None: always)."""

    port: int = 0
    capabilities: str = "IMAP4rev1 IDLE AUTH=PLAIN"
    boxes: dict[str, Box] = field(default_factory=lambda: {"INBOX": Box()})
    faults: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    odd_names: list[str] = field(default_factory=list)
    claimed_sizes: dict[int, int] = field(default_factory=dict)
    sessions: int = 0
    #: Names of commands, as they came; every one of them must leave the mailbox as it is.
    commands: Counter[str] = field(default_factory=Counter)
    _hangings_up: int = 0

    @property
    def inbox(self) -> Box:
        return self.boxes["INBOX"]

    def hang_up(self) -> None:
        """End every connection that waits in IDLE now."""
        self._hangings_up += 1

    def fault_of(self, uid: int) -> str:
        kind, left = self.faults.get(uid, ("", 0))
        if left is not None:
            if left <= 0:
                return ""
            self.faults[uid] = (kind, left - 1)
        return kind


@contextlib.contextmanager
def running() -> Iterator[FakeImap]:
    """Run it in a thread of its own for the length of the block."""
    fake = FakeImap()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(lambda reader, writer: _Session(fake, reader, writer).run(), "127.0.0.1", 0)

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(5)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _HangUp(Exception):
    pass


class _Session:
    def __init__(self, fake: FakeImap, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.fake = fake
        self.reader = reader
        self.writer = writer
        self.box = Box()

    async def run(self) -> None:
        self.fake.sessions += 1
        self.say(f"* OK [CAPABILITY {self.fake.capabilities}] ready")
        with contextlib.suppress(_HangUp, ConnectionError, asyncio.CancelledError):
            while line := (await self.reader.readline()).decode():
                tag, _, rest = line.strip().partition(" ")
                words = rest.split(" ")
                name = "_".join(words[:2] if words[0].upper() == "UID" else words[:1]).lower()
                self.fake.commands[name] += 1
                await getattr(self, f"do_{name}")(tag, rest)
                await self.writer.drain()
        self.writer.close()

    def say(self, text: str) -> None:
        self.writer.write(text.encode() + b"\r\n")

    async def do_capability(self, tag: str, _rest: str) -> None:
        self.say(f"* CAPABILITY {self.fake.capabilities}\r\n{tag} OK done")

    async def do_authenticate(self, tag: str, _rest: str) -> None:
        self.say("+ ")
        await self.reader.readline()
        self.say(f"{tag} OK done")

    async def do_login(self, tag: str, _rest: str) -> None:
        self.say(f"{tag} OK done")

    async def do_logout(self, tag: str, _rest: str) -> None:
        self.say(f"* BYE\r\n{tag} OK done")

    async def do_list(self, tag: str, _rest: str) -> None:
        for name in [*self.fake.boxes, *self.fake.odd_names]:
            self.say(f'* LIST () "/" "{name}"')
        self.say(f"{tag} OK done")

    async def do_examine(self, tag: str, rest: str) -> None:
        box = self.fake.boxes.get(rest.split(" ", 1)[1].strip('"'))
        if box is None:
            self.say(f"{tag} NO no such folder")
            return
        self.box = box
        self.say(
            f"* {len(box.letters)} EXISTS\r\n* OK [UIDVALIDITY {box.uidvalidity}] ok\r\n* OK [UIDNEXT {box.uidnext}] ok"
        )
        self.say(f"{tag} OK [READ-ONLY] done")

    async def do_uid_search(self, tag: str, rest: str) -> None:
        found = sorted(self.box.letters)
        if asked := re.search(r"UID (\d+)(?::(\d+))?$", rest):
            low = int(asked[1])
            found = [uid for uid in found if low <= uid <= int(asked[2] or low)]
        if asked and not asked[2]:
            found = [uid for uid in found if uid not in self.box.vanished]
        if since := re.search(r"SINCE (\d\d-\w{3}-\d{4})", rest):
            day = datetime.strptime(since[1], "%d-%b-%Y").replace(tzinfo=UTC).date()
            found = [uid for uid in found if self.box.dates[uid].date() >= day]
        self.say(f"* SEARCH {' '.join(map(str, found))}".rstrip() + f"\r\n{tag} OK done")

    async def do_uid_fetch(self, tag: str, rest: str) -> None:
        _, _, uids, what = rest.split(" ", 3)
        for uid in map(int, uids.split(",")):
            letter = self.box.letters.get(uid)
            if letter is None or uid in self.box.vanished:
                continue
            date = f'INTERNALDATE "{self.box.dates[uid]:%d-%b-%Y %H:%M:%S +0000}"'
            if what == "(RFC822.SIZE INTERNALDATE)":
                size = self.fake.claimed_sizes.get(uid, len(letter))
                self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {size} {date})")
            elif what == "(INTERNALDATE)":
                self.say(f"* 1 FETCH (UID {uid} {date})")
            elif await self.body(tag, uid, letter):
                return
        self.say(f"{tag} OK done")

    async def body(self, tag: str, uid: int, letter: bytes) -> bool:
        """Whether the command was answered already."""
        fault = self.fake.fault_of(uid)
        claimed = len(letter) + {"too short": 40, "too long": -5}.get(fault, 0)
        start = f"* 1 FETCH (UID {uid} BODY[] {{{claimed}}}\r\n".encode()
        if fault == "refuse":
            self.say(f"{tag} NO [SERVERBUG] internal error")
            return True
        if fault == "nothing":
            return False
        if fault == "drop":
            self.writer.write(start + letter[: len(letter) // 2])
            raise _HangUp
        if fault == "bye":
            self.say("* BYE going down")
            raise _HangUp
        if fault == "stall":
            self.writer.write(start + letter[:1])
            await asyncio.sleep(60)
        if fault == "trickle":
            self.writer.write(start)
            for byte in letter:
                self.writer.write(bytes([byte]))
                await self.writer.drain()
                await asyncio.sleep(0.1)
        self.writer.write(start + letter + b")\r\n")
        return False

    async def do_idle(self, tag: str, _rest: str) -> None:
        self.say("+ idling")
        await self.writer.drain()
        waiting, uidnext = asyncio.ensure_future(self.reader.readline()), self.box.uidnext
        hangings_up = self.fake._hangings_up
        while not (await asyncio.wait([waiting], timeout=0.02))[0]:
            if self.fake._hangings_up != hangings_up:
                raise _HangUp
            if self.box.uidnext != uidnext:
                uidnext = self.box.uidnext
                self.say(f"* {len(self.box.letters)} EXISTS")
        self.say(f"{tag} OK done")
