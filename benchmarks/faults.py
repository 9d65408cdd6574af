"""kill -9 at every named step of a letter's way: `python -m benchmarks faults [--rounds N] [--database sqlite|postgresql]`.

Each round arms one step, sends a letter until its "250" is heard as any mail server would, and waits until the program,
which starts its dead part again by itself, has come to rest. Then it is counted: letters accepted and lost, stored or told
twice, receipts missing or made twice, receipts the customer's server got twice. A receipt may arrive twice only when the
program died after handing it over and before noting so; those attempts stand in the outbox as uncertain and are counted.
A worker delivers several letters side by side: its death at one letter's step may find another in that window, "of
another's death". Such a letter counts as in the window only when its own row in the outbox says so.
"""

import json
import os
import signal
import smtplib
import sys
import tempfile
import time
import uuid
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import Envelope

from benchmarks._program import Program, program, wait_for
from tools.testing.smtp_peer import Peer, smtp_peer

STEPS = (
    "accept.received", "accept.stored", "accept.committed", "parse.claimed", "parse.read", "acknowledge.queued",
    "story.told", "story.committed", "send.noted", "send.connected", "send.dotted", "send.taken", "send.recorded",
    "send.committed",
)  # fmt: skip
#: The customer's server has the letter, and the program dies before it could note that.
WINDOW = {"send.dotted", "send.taken", "send.recorded"}
PATIENCE = 90


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="for each step")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--step", choices=STEPS, action="append")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    is_fine = True
    for database in options.database or ["sqlite", "postgresql"]:
        figures = measure(database, options.step or STEPS, options.rounds)
        is_fine = is_fine and not figures["wrong"]
        if options.json:
            print(json.dumps(figures))
        else:
            print("\n".join(f"{name:28} {value}" for name, value in figures.items()), flush=True)
    return 0 if is_fine else 1


def measure(database: str, steps: tuple[str, ...], rounds: int) -> dict[str, Any]:
    armed = Path(tempfile.mkdtemp(prefix="regard-fault-")) / "step"
    with smtp_peer() as peer, program(database, TEST_FAULT=str(armed), REGARD_EMAIL_URL=peer.url) as regard:
        regard.start()
        deaths: Counter[str] = Counter()
        recoveries = []
        for number in range(rounds):
            for step in steps:
                seconds = _round(regard, peer, armed, step, number)
                deaths[step] += 1
                recoveries.append(seconds)
        return _count(database, regard, peer, deaths, recoveries)


def _round(regard: Program, peer: Peer, armed: Path, step: str, number: int) -> float:
    """One letter and one death; the seconds until everything was done nevertheless."""
    begun = time.monotonic()
    name = f"{step.replace('.', '-')}-{number}"
    if step == "send.dotted":
        peer.on_taken = _kill_worker(regard, f"{name}@load.example")
    else:
        armed.write_text(step)
    _send_until_accepted(regard, name)
    try:
        wait_for(lambda: not armed.exists() and peer.on_taken is None, seconds=PATIENCE)
        wait_for(lambda: _is_done(regard, name), seconds=PATIENCE, every=0.1)
    except TimeoutError as error:
        jobs = regard.query("SELECT name, state, attempts, run_after, claimed_by, last_error, arguments FROM jobs_job")
        for pid in regard.pids()[1:]:
            os.kill(pid, signal.SIGUSR1)
        time.sleep(1)
        sys.stderr.write((regard.folder / "serve.log").read_text()[-20_000:])
        raise TimeoutError(f"{step}, round {number}: {error}; what is left: {jobs}") from error
    return time.monotonic() - begun


def _kill_worker(regard: Program, address: str) -> Callable[[Envelope], bool]:
    """Asked by the customer's server when it has a letter and has not answered yet."""

    def kill(envelope: Envelope) -> bool:
        if envelope.rcpt_tos != [address]:
            return False
        ((outgoing,),) = regard.query(f"SELECT outgoing_id FROM mail_recipient WHERE address = '{address}'")
        held = regard.query(
            "SELECT claimed_by, arguments FROM jobs_job WHERE name = 'mail.deliver' AND state = 'claimed'"
        )
        identifier = uuid.UUID(str(outgoing))
        (holder,) = [by for by, arguments in held if str(identifier) in str(arguments)]
        os.kill(int(holder.rpartition(":")[2]), signal.SIGKILL)
        return True

    return kill


def _send_until_accepted(regard: Program, name: str) -> None:
    letter = (
        f"From: Customer <{name}@load.example>\r\nTo: help@havn.example\r\nSubject: Letter {name}\r\n"
        f"Message-ID: <{name}@load.example>\r\n\r\nIs the P-220 in stock? This is {name}.\r\n"
    )
    while True:
        try:
            with smtplib.SMTP("127.0.0.1", regard.smtp, timeout=10) as smtp:
                smtp.sendmail(f"{name}@load.example", ["help@havn.example"], letter)
        except (OSError, smtplib.SMTPException):
            time.sleep(0.05)
        else:
            return


def _is_done(regard: Program, name: str) -> bool:
    ((waiting,),) = regard.query(
        "SELECT COUNT(*) FROM jobs_job WHERE name IN ('channels.process_letter', 'mail.deliver')"
    )
    ((told,),) = regard.query(f"SELECT COUNT(*) FROM conversations_message WHERE message_id = '{name}@load.example'")
    return not waiting and bool(told)


def _count(database: str, regard: Program, peer: Peer, deaths: Counter[str], recoveries: list[float]) -> dict[str, Any]:
    wanted = {f"{step.replace('.', '-')}-{number}@load.example" for step in deaths for number in range(deaths[step])}

    def counted(sql: str) -> Counter[str]:
        return Counter({name: int(times) for name, times in regard.query(sql)})

    stored = counted("SELECT message_id, COUNT(*) FROM mail_inbound GROUP BY message_id")
    told = counted("SELECT message_id, COUNT(*) FROM conversations_message WHERE kind = 'inbound' GROUP BY message_id")
    receipts = counted(
        "SELECT m.message_id, COUNT(*) FROM conversations_acknowledgement a JOIN conversations_message m ON m.id = a.message_id"
        " GROUP BY m.message_id"
    )
    queued = counted(
        "SELECT address, COUNT(*) FROM mail_recipient WHERE address LIKE '%@load.example' GROUP BY address"
    )
    arrived = Counter(one.rcpt_tos[0] for one in list(peer.taken) if one.rcpt_tos[0].endswith("@load.example"))
    twice = {name for name, times in arrived.items() if times > 1}
    uncertain = counted(
        "SELECT r.address, SUM(o.uncertain_attempts) FROM mail_outgoing o JOIN mail_recipient r ON r.outgoing_id = o.id"
        " WHERE r.address LIKE '%@load.example' GROUP BY r.address"
    )
    traced = {name for name in twice if arrived[name] - 1 <= uncertain[name]}
    in_window = {name for name in twice if name.partition("@")[0].rpartition("-")[0].replace("-", ".") in WINDOW}
    beside = traced - in_window
    wrong = {
        "lost": len(wanted - set(stored)) + len(wanted - set(told)),
        "stored twice": sum(times > 1 for times in stored.values()),
        "told twice": sum(times > 1 for times in told.values()),
        "not acknowledged": len(wanted - set(receipts)) + len(wanted - set(arrived)),
        "acknowledged twice": sum(times > 1 for times in queued.values()),
        "sent twice outside the window": len(twice - in_window - beside),
        "sent twice without a trace": len(twice - traced),
    }
    return {
        "database": database,
        "kills": sum(deaths.values()),
        "steps": len(deaths),
        "letters accepted": len(wanted),
        **wrong,
        "sent twice in the window": len(in_window | beside),
        "of another's death": len(beside),
        "uncertain attempts": sum(uncertain.values()),
        "seconds a round, longest": round(max(recoveries), 1),
        "wrong": sum(wrong.values()),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
