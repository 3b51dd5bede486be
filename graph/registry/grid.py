"""A sheet as plain text: what every reader of a ledger works on."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from openpyxl.utils import column_index_from_string, get_column_letter

# Beyond these a file is refused whole (data.md, 2).
MAX_ROWS = 100_000
MAX_COLUMNS = 256
MAX_MERGES = 10_000

_CELL = re.compile(r"([A-Z]{1,2})([1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """A block of merged cells; rows and columns count from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{reference(self.top, self.left)}:{reference(self.bottom, self.right)}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell, or the part of a merge that lies in one row: `right` is its last column."""

    column: int
    right: int
    text: str
    merge: Merge | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sheet says otherwise than by text: rows and columns that are hidden, by a filter
    perhaps, and rows with text that is struck out. They hold what they hold."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()


NO_MARKS = Marks()


class Sheet:
    """Text in rows of any length; rows and columns count from 1.

    A merge shows the text of its upper left cell in each of its cells. A hidden sheet has no rows.
    """

    def __init__(
        self,
        name: str,
        rows: Sequence[Sequence[str]],
        merges: Iterable[Merge] = (),
        hidden: bool = False,
        marks: Marks = NO_MARKS,
    ) -> None:
        self.name = name
        self.marks = marks
        self.rows = rows
        self.hidden = hidden
        self.width = max(map(len, rows), default=0)
        # By column and from top to bottom, never by cell: one merge may hold millions.
        self._merges: dict[int, list[Merge]] = {}
        for merge in sorted(merges):
            for column in range(merge.left, merge.right + 1):
                self._merges.setdefault(column, []).append(merge)
        self._merged_to = max(self._merges, default=0)

    def with_texts(self, texts: Mapping[tuple[int, int], str]) -> "Sheet":
        """The same with other texts in these cells (row, column) of its rows."""
        rows = [list(row) for row in self.rows]
        for (row, column), text in texts.items():
            if 0 < row <= len(rows) and 0 < column <= MAX_COLUMNS:
                cells = rows[row - 1]
                cells += [""] * (column - len(cells))
                cells[column - 1] = text
        return Sheet(self.name, rows, self.merges, self.hidden, self.marks)

    @property
    def merges(self) -> list[Merge]:
        """From top to bottom."""
        return sorted({merge for column in self._merges.values() for merge in column})

    @property
    def height(self) -> int:
        return len(self.rows)

    def merge_at(self, row: int, column: int) -> Merge | None:
        """The merge that the cell is part of."""
        column_merges = self._merges.get(column)
        if not column_merges:
            return None
        before = bisect_right(column_merges, row, key=attrgetter("top"))
        if before and column_merges[before - 1].bottom >= row:
            return column_merges[before - 1]
        return None

    def text(self, row: int, column: int) -> str:
        """What the cell shows, "" when nothing or outside the sheet."""
        merge = self.merge_at(row, column)
        return self._own(merge.top, merge.left) if merge else self._own(row, column)

    def cells(self, row: int, first: int, last: int) -> list[Cell]:
        """The filled cells of a row between two columns; a merged cell counts once."""
        found = []
        column = first
        last = min(last, max(self._row_width(row), self._merged_to))
        while column <= last:
            merge = self.merge_at(row, column)
            right = min(merge.right, last) if merge else column
            if text := self.text(row, column):
                found.append(Cell(column, right, text, merge))
            column = right + 1
        return found

    def place(self, row: int, column: int | None = None) -> str:
        """`任务清单!E17` as Excel names it, or `任务清单!17` for a whole row."""
        return f"{self.name}!{row if column is None else reference(row, column)}"

    def _own(self, row: int, column: int) -> str:
        return self.rows[row - 1][column - 1] if 0 < column <= self._row_width(row) else ""

    def _row_width(self, row: int) -> int:
        return len(self.rows[row - 1]) if 0 < row <= len(self.rows) else 0


def reference(row: int, column: int) -> str:
    """`E17`."""
    return f"{get_column_letter(column)}{row}"


def cell_of(place: str) -> tuple[str, int, int] | None:
    """Sheet, row and column of `任务清单!E17`; None for a row, a file or anything else."""
    sheet, _, cell = place.rpartition("!")
    found = _CELL.fullmatch(cell)
    return (sheet, int(found[2]), column_index_from_string(found[1])) if found else None


def find_overlap(merges: Iterable[Merge]) -> tuple[Merge, Merge] | None:
    """Two merges that share a cell, or None. From top to bottom, the lowest so far by column."""
    lowest: dict[int, Merge] = {}
    for merge in sorted(merges):
        for column in range(merge.left, merge.right + 1):
            above = lowest.get(column)
            if above and above.bottom >= merge.top:
                return above, merge
            lowest[column] = merge
    return None
