"""`make prove`: every row of RELIABILITY with its figure, as one table; exit 1 when one falls short.

    make prove                     everything, in full
    make prove ITEM=A1,B9          some rows; ITEM=A a whole section; ITEM="A1 sqlite" variants that begin so
    make prove SEED=7 SCALE=0.1    the same numbers again; a tenth of the counts

Each row runs in a process of its own, so that one that hangs or breaks ends alone: two of those that keep a core at
work, and beside them some that wait most of the time. Other programs on the machine make it slower; CPU is what a row
needs of a core, so the whole takes at least half of their sum on two cores.
"""

import asyncio
import json
import os
import resource
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.operate.logging import set_up
from tests.prove.proof import Figure, Proof, Proven, Run, prove
from tests.prove.rows import ITEMS, PROOFS

BUSY, WAITING = int(os.environ.get("BUSY", "2")), int(os.environ.get("WAITING", "4"))
"""Rows side by side."""

MARK = "PROVEN "


def chosen(wanted: str) -> list[Proof]:
    """Rows whose name begins with one of the given names; all for none."""
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    return [one for one in PROOFS if not names or any(_named(one, name) for name in names)]


def _named(proof: Proof, name: str) -> bool:
    item, _, variant = name.partition(" ")
    return item in {proof.item, proof.item[0]} and proof.variant.startswith(variant)


async def _apart(proof: Proof, seed: int, scale: float) -> Proven:
    """Run one row in its own process, and end that process when its time is over."""
    began = time.monotonic()
    environment = {**os.environ, "SEED": str(seed), "SCALE": str(scale), "ONE": proof.name}
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.prove",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = await asyncio.wait_for(child.communicate(), proof.seconds)
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # its own session: this process and what it started
        await child.wait()
        figure = Figure(f"not done after {proof.seconds:.0f} s", False)
        return Proven(proof, figure, time.monotonic() - began)
    lines = output.decode(errors="replace").splitlines()
    found = next((json.loads(line.removeprefix(MARK)) for line in lines if line.startswith(MARK)), None)
    if found is None:
        return Proven(proof, Figure("it broke", False, lines[-20:]), time.monotonic() - began)
    used = found.pop("cpu")
    return Proven(proof, Figure(**found), time.monotonic() - began, used)


async def _alone(name: str, seed: int, scale: float) -> None:
    proof = next(one for one in PROOFS if one.name == name)
    set_up("WARNING", "text")  # as in operation: no traceback shows what people wrote
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        proven = await prove(proof, Run(seed, scale, Path(folder)))
    told = {"reached": proven.figure.reached, "good": proven.figure.good, "details": proven.figure.details}
    print(MARK + json.dumps({**told, "cpu": _used()}), flush=True)


def _used() -> float:
    """Seconds of a core that this process and those it started and ended have had."""
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in both)


async def _all(proofs: list[Proof], seed: int, scale: float) -> list[Proven]:
    busy, waiting = asyncio.Semaphore(BUSY), asyncio.Semaphore(WAITING)

    async def one(proof: Proof) -> Proven:
        async with busy if proof.busy else waiting:
            proven = await _apart(proof, seed, scale)
        word = "ok" if proven.figure.good else "FALLS SHORT"
        print(f"{proven.seconds:6.0f} s  {word:<12} {proof.name}: {proven.figure.reached}", flush=True)
        for line in proven.figure.details if not proven.figure.good else ():
            print(f"            {line}", flush=True)
        return proven

    longest_first = sorted(proofs, key=lambda proof: -proof.seconds)
    found = await asyncio.gather(*map(one, longest_first))
    return sorted(found, key=lambda proven: proofs.index(proven.proof))


def _table(found: list[Proven], seed: int, scale: float, seconds: float) -> Table:
    used = sum(proven.cpu for proven in found)
    title = f"RELIABILITY, seed {seed}, scale {scale:g}, {seconds / 60:.0f} minutes, {used / 60:.0f} of a core"
    table = Table("item", "variant", "wanted", "reached", "s", "CPU s", "verdict", title=title)
    for item, name in ITEMS.items():
        rows = [proven for proven in found if proven.proof.item == item]
        if not rows:
            continue
        good = sum(proven.figure.good for proven in rows)
        took = sum(proven.seconds for proven in rows)
        table.add_row(
            f"[bold]{item} {name}[/]",
            "",
            "",
            f"{good} of {len(rows)} variants",
            f"{took:.0f}",
            f"{sum(proven.cpu for proven in rows):.0f}",
            _verdict(good == len(rows)),
        )
        for place, proven in enumerate(rows):
            figure, proof = proven.figure, proven.proof
            last = place == len(rows) - 1
            line = figure.reached.replace("[", "\\[")
            times = f"{proven.seconds:.0f}", f"{proven.cpu:.0f}"
            table.add_row("", proof.variant, proof.wanted, line, *times, _verdict(figure.good), end_section=last)
    return table


def _verdict(good: bool) -> str:
    return "ok" if good else "[red]falls short[/]"


def main() -> int:
    seed, scale = int(os.environ.get("SEED") or "20261124"), float(os.environ.get("SCALE") or "1")
    if one := os.environ.get("ONE"):
        asyncio.run(_alone(one, seed, scale))
        return 0
    if len(sys.argv) > 1:
        print("Rows are chosen with ITEM=… before the command; see tests/prove/__main__.py")
        return 2
    proofs = chosen(os.environ.get("ITEM", ""))
    if not proofs:
        print(f"No such row. There are: {', '.join(dict.fromkeys(one.item for one in PROOFS))}")
        return 2
    began = time.monotonic()
    print(f"{len(proofs)} rows, SEED={seed} SCALE={scale:g}")
    found = asyncio.run(_all(proofs, seed, scale))
    width = None if sys.stdout.isatty() else 180
    Console(width=width).print(_table(found, seed, scale, time.monotonic() - began))
    short = [one.proof.name for one in found if not one.figure.good]
    print(f"{len(short)} of {len(found)} fall short" + (f": {'; '.join(short)}" if short else ""))
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
