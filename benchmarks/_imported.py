"""Importing contacts of our own making into a new installation: rows a second, memory, and how soon they are found."""

import csv
import json
import random
import resource
import subprocess
import time
from pathlib import Path
from typing import Any

from benchmarks._program import Program, program

_FIRST = "Anna Ben Carla David Eva Finn Greta Hugo Ida Jan Karla Lars Mia Nils Olga Paul".split()  # noqa: SIM905
_LAST = "Bauer Vogel Conti Brandt Lind Holm Moreau Okoye Rossi Silva Novak Berg Dahl Krog Meyer".split()  # noqa: SIM905
_COLUMNS = (
    "Record ID", "First Name", "Last Name", "Email", "Phone Number", "Job Title", "Associated Company", "Street Address", "City",
    "Postal Code", "Country", "Contact owner", "Lead Status", "Tags", "Notes",
)  # fmt: skip
#: One row in so many says again what an earlier one said.
_AGAIN = 20


def write_contacts(path: Path, rows: int, *, seed: int = 1) -> None:
    """People at a quarter as many companies, with one address, one telephone, some tags and notes."""
    chance = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for number in range(rows):
            who = chance.randrange(number) if number and number % _AGAIN == 0 else number
            place = random.Random(who)
            first, last, company = place.choice(_FIRST), place.choice(_LAST), place.randrange(max(1, rows // 4))
            writer.writerow(
                [
                    who, first, last, f"{first}.{last}.{who}@company{company}.example".lower(),
                    f"+45 {20 + who // 1_000_000 % 70} {who // 10_000 % 100:02d} {who % 10_000:04d}", "Buyer",
                    f"Company {company} ApS", f"Street {who % 900}", "Aarhus", 8000 + who % 900, "Denmark",
                    "ada@havn.example" if who % 3 else "", "customer", "news" if who % 5 == 0 else "",
                    "met at a fair" if who % 7 == 0 else "",
                ]
            )  # fmt: skip


def measure(rows: int, database: str, *, with_search: bool) -> dict[str, Any]:
    """The same file twice: the second time every row is a double."""
    with program(database) as regard:
        path = regard.folder / "contacts.csv"
        write_contacts(path, rows)
        figures: dict[str, Any] = {"database": database, "rows": rows, "file_mb": round(path.stat().st_size / 1e6, 1)}
        figures["first"] = _run(regard, path)
        if with_search:
            figures["found_after_s"] = _until_found(regard)
        figures["again"] = _run(regard, path)
        figures["people"] = regard.query("SELECT COUNT(*) FROM customers_contact")[0][0]
    return figures


def _run(regard: Program, path: Path) -> dict[str, Any]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    done = subprocess.run(
        regard.command("import", str(path), "--json"), env=regard.environment, capture_output=True, check=False
    )
    seconds, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        raise RuntimeError(done.stderr.decode())
    told = json.loads(done.stdout)
    told.pop("run")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**told, "wall_s": round(seconds, 1), "cpu_s": round(cpu, 1), "peak_mb": _peak_mb(regard)}


def _peak_mb(_regard: Program) -> int:
    """Of the largest child so far (kilobytes on Linux)."""
    return round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def _until_found(regard: Program) -> float:
    """Seconds from the start of the program until the index holds everybody."""
    regard.start()
    begun = time.monotonic()
    while regard.query("SELECT COUNT(*) FROM jobs_job WHERE name = 'imports.index'")[0][0]:
        time.sleep(0.5)
    seconds = time.monotonic() - begun
    regard.stop()
    return round(seconds, 1)
