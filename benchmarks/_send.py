"""A customer's mail server in as little code as can be, so that it costs little beside what is measured.

`python -m benchmarks._send PORT CONNECTIONS COUNT TAG`: so many letters of 4 KiB, each over a new connection, each sent again
until it is accepted; prints the seconds it took.
"""

import asyncio
import sys
import time

LINE = "The P-220 stops after ten minutes; could you tell us which seal we need? "


def letter(name: str) -> bytes:
    head = (
        f"From: Customer {name} <{name}@load.example>\r\nTo: help@havn.example\r\nSubject: Question {name}\r\n"
        f"Date: Sun, 22 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{name}@load.example>\r\n\r\n"
    )
    body = "\r\n".join(f"{LINE}{name}" for _ in range(40))
    return (head + body + "\r\n.\r\n").encode()


async def _say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> int:
    writer.write(line)
    while True:
        answer = await reader.readline()
        if answer[3:4] != b"-":
            return int(answer[:3] or 421)


async def send(port: int, name: str) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await reader.readline()
        for line in (
            b"EHLO load.example\r\n",
            f"MAIL FROM:<{name}@load.example>\r\n".encode(),
            b"RCPT TO:<help@havn.example>\r\n",
            b"DATA\r\n",
        ):
            if await _say(reader, writer, line) >= 400:
                return False
        is_taken = await _say(reader, writer, letter(name)) < 300
        writer.write(b"QUIT\r\n")
        return is_taken
    finally:
        writer.close()


async def _sender(port: int, names: list[str]) -> None:
    while names:
        name = names.pop()
        while not await send(port, name):  # noqa: ASYNC110  nothing tells when the server is back
            await asyncio.sleep(0.05)


async def send_all(port: int, connections: int, count: int, tag: str) -> float:
    names = [f"{tag}-{number}" for number in range(count)]
    begun = time.perf_counter()
    await asyncio.gather(*(_sender(port, names) for _ in range(connections)))
    return time.perf_counter() - begun


if __name__ == "__main__":
    port, connections, count, tag = sys.argv[1:]
    print(asyncio.run(send_all(int(port), int(connections), int(count), tag)))
