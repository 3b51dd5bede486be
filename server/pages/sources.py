"""Where the ledger's pairings come from, by document."""

import re

import numpy as np

from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import Snapshot

PLACE = re.compile(r"(.*\.(?:xlsx|csv)) .*!\d+", re.IGNORECASE | re.DOTALL)
"""A file, and the sheet and row in it: `任务清单.xlsx 内蒙地区!17`."""


def document(source: str) -> str:
    """The document of a source, without the place in it."""
    found = PLACE.fullmatch(source)
    return found[1] if found else source


def documents(snapshot: Snapshot) -> list[tuple[str, int]]:
    """Each document with how many pairings of any stage it stands for, most first."""
    numbers, of_row = _documents(snapshot)
    counts = np.bincount(of_row, minlength=len(numbers)).tolist()
    found = ((name, counts[number]) for name, number in numbers.items())
    return sorted(found, key=lambda item: (-item[1], item[0]))


def stands_for(snapshot: Snapshot, name: str, rows: IntArray) -> BoolArray:
    """Which of these pairings the document stands for."""
    numbers, of_row = _documents(snapshot)
    chosen: BoolArray = of_row[rows] == numbers.get(name, -1)
    return chosen


def _documents(snapshot: Snapshot) -> tuple[dict[str, int], IntArray]:
    """Documents by number, and the number for each row of the pairings."""
    return snapshot.memo.get(_documents, lambda: _number(snapshot))


def _number(snapshot: Snapshot) -> tuple[dict[str, int], IntArray]:
    pairings, numbers = snapshot.pairings, dict[str, int]()
    texts = pairings.text.source
    of_row = [
        numbers.setdefault(document(texts[id_]), len(numbers)) for id_ in pairings.id.array.tolist()
    ]
    return numbers, np.array(of_row, dtype=np.int32)
