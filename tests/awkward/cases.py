"""What an awkward workbook is: how it is built, and what an import must make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbooks import saved

from graph.registry.importing import NOTHING_GIVEN, Given

Build = Callable[[Path], Path]
DAXING = Given("大兴区")


@dataclass(frozen=True)
class Case:
    """`counts` are new, changed, unchanged and refused. `faults` are each the place, a part of the
    message, and a part of the suggestion, "" where there is none to be. `made` are the lines (see
    `place.holds`) by which the ledger then differs; `notices` are parts, one for each notice in
    order. After `first`, which must be taken whole, comes the file itself.
    """

    name: str
    ledger: str
    build: Build
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    made: Sequence[str] = ()
    faults: Sequence[tuple[str, str, str]] = ()
    notices: Sequence[str] = ()
    given: Given = NOTHING_GIVEN
    first: Build | None = None


def sheet(
    *rows: Sequence[object], merges: Sequence[str] = (), title: str = "表", file: str = "a.xlsx"
) -> Build:
    """A workbook of one sheet."""
    return lambda path: saved(path / file, rows, merges, title)


def text(content: str, encoding: str = "utf-8", file: str = "a.csv") -> Build:
    """A text file, its line ends as they are."""
    return raw(content.encode(encoding), file)


def raw(content: bytes, file: str = "a.csv") -> Build:
    """A file of these bytes."""

    def build(path: Path) -> Path:
        (path / file).write_bytes(content)
        return path / file

    return build
