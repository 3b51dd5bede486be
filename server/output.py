"""What commands print: JSON for programs, aligned Chinese text for people."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from server.half_widths import half_widths

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | dict[str, Json] | None"


def print_json(value: Json) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns aligned; numbers to the right. A Chinese sign is two wide."""
    written = [[_text(cell) for cell in row] for row in rows]
    widths = [max(map(half_widths, column)) for column in zip(heads, *written, strict=True)]
    print("  ".join(_left(head, width) for head, width in zip(heads, widths, strict=True)).rstrip())
    for row in written:
        cells = (
            _right(cell, width) if _is_number(cell) else _left(cell, width)
            for cell, width in zip(row, widths, strict=True)
        )
        print("  ".join(cells).rstrip())


def tell(message: str) -> None:
    """What was asked for, to people."""
    print(message)


def say(message: str) -> None:
    """To people, beside the output that a program may read."""
    print(message, file=sys.stderr)


def fine_percent(share: float) -> str:
    """Of a share that may be small; cut, so that only the whole is 100 %."""
    parts = int(round(share * 10_000, 6))
    return f"{parts / 100:.2f}%" if parts else "<0.01%"


def percent(rate: float | None) -> str:
    """Cut and not rounded, as on the pages: only full is 100 %, and only none is 0 %."""
    if rate is None:
        return "—"
    tenths = int(round(rate * 1000, 6))
    return "<0.1%" if rate and not tenths else f"{tenths / 10:.1f}%"


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _is_number(text: str) -> bool:
    return text.lstrip("<").rstrip("%").replace(".", "").isdigit() or text == "—"


def _left(text: str, width: int) -> str:
    return text + " " * (width - half_widths(text))


def _right(text: str, width: int) -> str:
    return " " * (width - half_widths(text)) + text
