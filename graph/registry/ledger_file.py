"""A ledger file as it was handed in: its sheets, the cells put right since, the rows left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.registry.cells import with_unit
from graph.registry.grid import Sheet, cell_of
from graph.registry.headings import Ledger, Reading, read_rows

ReadSheets = Callable[[Path], Sequence[Sheet]]
"""Reads a file's sheets; raises Refused for one that cannot be read."""


@dataclass(frozen=True, slots=True)
class Correction:
    """In the cell at `place` (`任务清单!E17`) it says `text`, not `value`."""

    place: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """`left_out` are rows that are not to be taken, by their places (`任务清单!17`)."""

    name: str
    sheets: tuple[Sheet, ...]
    left_out: frozenset[str] = frozenset()

    def rows(self, ledger: Ledger) -> Reading:
        """The rows of this ledger that are to be taken, and what is wrong with the headings."""
        reading = read_rows(self.sheets, ledger, self.name)
        reading.rows = [row for row in reading.rows if row.place() not in self.left_out]
        return reading

    def without(self, rows: frozenset[str]) -> "LedgerFile":
        """The same with more rows left out."""
        return replace(self, left_out=self.left_out | rows)

    def corrected(self, corrections: Sequence[Correction]) -> "LedgerFile":
        """The same with these cells put right; a place that is no cell of it changes nothing."""
        by_sheet: dict[str, list[Correction]] = {}
        for correction in corrections:
            by_sheet.setdefault(correction.place.rpartition("!")[0], []).append(correction)
        sheets = (_corrected(sheet, by_sheet.get(sheet.name, ())) for sheet in self.sheets)
        return replace(self, sheets=tuple(sheets))


def read_file(path: Path, read: ReadSheets) -> LedgerFile:
    """The file at a path. Raises Refused."""
    return LedgerFile(path.name, tuple(read(path)))


def _corrected(sheet: Sheet, corrections: Sequence[Correction]) -> Sheet:
    changed: dict[tuple[int, int], str] = {}
    for correction in corrections:
        found = cell_of(correction.place)
        if found is None:
            continue
        _, row, column = found
        merge = sheet.merge_at(row, column)
        at = (merge.top, merge.left) if merge else (row, column)
        text = changed.get(at, sheet.text(*at))
        changed[at] = with_unit(text, correction.value, correction.text)
    return sheet.with_texts(changed) if changed else sheet
