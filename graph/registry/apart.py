"""Reading a handed-in file apart: in a process of its own, which a hostile file may cost its life.

The process reads one file and prints its sheets, or its faults, as JSON. It may use so much memory
and time, opens few files and writes none. Where the system knows no such limits, its time is
limited still.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from types import ModuleType

from graph.errors import Fault, Refused
from graph.kept_sentences import kept, said_from
from graph.language import say
from graph.registry.grid import Marks, Merge, Sheet
from graph.registry.sheets import read_sheets

resource: ModuleType | None
try:
    import resource
except ImportError:  # pragma: no cover - where there is no such module there are no such limits
    resource = None

log = logging.getLogger(__name__)

MOST_FILES = 64
"""Files that the process may hold open: Python's own modules, and the one that it reads."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    memory: int = 2 * 2**30
    """Bytes."""
    seconds: int = 60


LIMITS = Limits()


def read_apart(path: Path, limits: Limits = LIMITS) -> list[Sheet]:
    """As `read_sheets`, and raises Refused for a file that needs more than the limits too."""
    command = [sys.executable, "-I", "-m", "graph.registry.apart", str(path)]
    given = [str(number) for number in astuple(limits)]
    try:
        ended = subprocess.run(
            [*command, *given], capture_output=True, timeout=limits.seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise _refused(path, say("读了 {seconds} 秒还没有读完", seconds=limits.seconds)) from None
    if ended.returncode != 0:
        log.warning("reading %s ended by %d: %r", path.name, ended.returncode, ended.stderr[-2000:])
        raise _refused(path, say("读这个文件时出了错，或要用的内存、时间超过限度"))
    answer = json.loads(ended.stdout)
    if "faults" in answer:
        raise Refused([Fault(*said_from(fault)) for fault in answer["faults"]])
    return [
        Sheet(
            name,
            rows,
            [Merge(*merge) for merge in merges],
            hidden,
            Marks(*map(frozenset, marks)),
        )
        for name, rows, merges, hidden, marks in answer["sheets"]
    ]


def _refused(path: Path, message: str) -> Refused:
    way_out = say("{message}；请只留要导入的工作表，另存为 .xlsx 再试", message=message)
    return Refused([Fault(path.name, way_out)])


def main(arguments: Sequence[str]) -> None:
    """What the process does: `PATH MEMORY SECONDS`."""
    path, limits = Path(arguments[0]), Limits(*map(int, arguments[1:]))
    _confine(limits)
    json.dump(_answer(path, read_sheets), sys.stdout)


def _confine(limits: Limits) -> None:
    if resource is None:  # pragma: no cover
        return
    for name, most in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_CPU", limits.seconds),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", MOST_FILES),
        ("RLIMIT_CORE", 0),
    ):
        if hasattr(resource, name):
            resource.setrlimit(getattr(resource, name), (most, most))


def _answer(path: Path, read: Callable[[Path], list[Sheet]]) -> dict[str, object]:
    try:
        sheets = read(path)
        return {
            "sheets": [
                [
                    *(sheet.name, list(sheet.rows), [astuple(one) for one in sheet.merges]),
                    *(sheet.hidden, [list(numbers) for numbers in astuple(sheet.marks)]),
                ]
                for sheet in sheets
            ]
        }
    except Refused as refused:
        return {"faults": [kept(astuple(fault)) for fault in refused.faults]}
    except MemoryError:
        message = say("要用的内存超过限度；请只留要导入的工作表，另存为 .xlsx 再试")
        return {"faults": [kept(astuple(Fault(path.name, message)))]}


if __name__ == "__main__":
    main(sys.argv[1:])
