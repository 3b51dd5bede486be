"""A list of names, pasted as it stands in a letter or a sheet, matched with unnamed villages.

Names are resolved as ledgers resolve them (`graph.registry.places`); the unnamed villages get them
in the order of their numbers. What cannot be taken says why, and the rest can be taken without it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from graph.analysis.naming import taken_villages
from graph.export.scope import known_party
from graph.language import joined, say
from graph.network.snapshot import Snapshot
from graph.registry.names import Resolution
from graph.registry.places import Places
from graph.words import DesignationKind

MOST_NAMES = 5000
"""Names that are looked at in one list."""
_CIRCLED = re.compile(r"^\s*[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]")
_NUMBERING = re.compile(
    r"^\s*(?:第?\(?\s*\d{1,4}\s*(?:[).、,:]|个?(?=\s))|\(?[一二三四五六七八九十百]{1,5}[)、.])\s*"
)
_COUNTED = re.compile(r"\d{1,4}")
_BETWEEN = re.compile(r"[、,;；，\t]+")
_AROUND = " .。:：\"'“”"


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of a list. `line` counts from 1; either `village` and `unnamed` are rows, or
    `reason` says why it is not taken."""

    line: int
    text: str
    village: int | None = None
    unnamed: int | None = None
    reason: str = ""


def names_in(text: str) -> Iterator[tuple[int, str]]:
    """The names of a list with their lines. Blank lines count, and are skipped; several names may
    stand on a line, and a number before the first."""
    for number, line in enumerate(text.splitlines(), 1):
        bare = _CIRCLED.sub("", line)
        bare = _NUMBERING.sub("", unicodedata.normalize("NFKC", bare), count=1)
        for piece in _BETWEEN.split(bare):
            name = piece.strip(_AROUND)
            if name and not _COUNTED.fullmatch(name):
                yield number, name


class Register:
    """The villages of a township or county by name."""

    def __init__(self, snapshot: Snapshot, division: int) -> None:
        self.snapshot = snapshot
        parties = snapshot.parties
        rows = range(division, parties.end.at[division])
        known = [known_party(parties, row) for row in rows]
        aliases = (
            (one.id, alias)
            for row, one in zip(rows, known, strict=True)
            for alias in parties.aliases(row)
        )
        ids = {one.id for one in known}
        former = [(one.village_id, one.key) for one in parties.resolved if one.village_id in ids]
        self._division = known[0]
        self._places = Places(known, aliases, former)

    def find(self, text: str) -> Resolution:
        """Ids of the village that a text names, as in a ledger."""
        return self._places.village(text, self._division)

    def describe(self, found: Resolution, text: str) -> str:
        """What to say of a text that does not name exactly one village."""
        fault = self._places.names.fault(found, text, "")
        division, message = self._division.name, fault.message
        if not fault.suggestion:
            return say("{division}{message}", division=division, message=message)
        return say(
            "{division}{message}；是否指：{meant}",
            division=division,
            message=message,
            meant=fault.suggestion,
        )


def match_names(
    snapshot: Snapshot, division: int, text: str, unnamed: Sequence[int]
) -> list[ListedName]:
    """Each name of a list with the unnamed village that it goes to. `unnamed` are the rows that
    wait, in order."""
    matching = _Matching(snapshot, Register(snapshot, division), list(unnamed))
    return [matching.match(line, name) for line, name in names_in(text)][:MOST_NAMES]


class _Matching:
    def __init__(self, snapshot: Snapshot, register: Register, waiting: list[int]) -> None:
        self._snapshot = snapshot
        self._register = register
        self._waiting = waiting[::-1]
        self._count = len(waiting)
        self._taken = taken_villages(snapshot)
        self._listed: dict[int, int] = {}

    def match(self, line: int, text: str) -> ListedName:
        found = self._register.find(text)
        if found.found is None:
            return ListedName(line, text, reason=self._register.describe(found, text))
        village = self._snapshot.parties.row_of_id.at[found.found]
        reason = self._refusal(line, village)
        if not reason and not self._waiting:
            reason = say("只有 {count} 个待定名村可用，名单多了", count=self._count)
        if reason:
            return ListedName(line, text, village, reason=reason)
        return ListedName(line, text, village, self._waiting.pop())

    def _refusal(self, line: int, village: int) -> str:
        """Why this village is not taken."""
        parties, name = self._snapshot.parties, self._snapshot.parties.name(village)
        if not parties.named.at[village]:
            return say("{name}是待定名村，请写村名", name=name)
        if village in self._listed:
            return say(
                "{name}已在第 {line} 行，一个村只能用一次", name=name, line=self._listed[village]
            )
        self._listed[village] = line
        if village in self._taken:
            return say(
                "{name}已是{other}的定名，一个村只能用一次",
                name=name,
                other=self._taken[village].name,
            )
        if said := designated_as(self._snapshot, village):
            return say("{name}自己已有认定（{said}），并入会使过去的总数变小", name=name, said=said)
        return ""


def designated_as(snapshot: Snapshot, village: int) -> str:
    """What a village is designated as, on whatever days; empty for nothing."""
    held = snapshot.designations
    low, high = np.searchsorted(held.village.array, (village, village + 1)).tolist()
    kinds = dict.fromkeys(DesignationKind(kind).chinese for kind in held.kind.at[low:high])
    return joined(kinds)
