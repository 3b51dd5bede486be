"""Which village of the register is meant for an unnamed one: typed, or chosen from candidates."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.analysis.naming import taken_villages
from graph.analysis.search import find_parties
from graph.language import joined, say
from graph.name_list import Register, designated_as
from graph.network.snapshot import NOWHERE
from graph.words import PartyKind
from server.pages.asked import Asked, BadQuery, Shown
from server.pages.ends import Candidate, Candidates
from server.pages.forms import chosen

MOST_CANDIDATES = 8
PREFIX = "to"


@dataclass(frozen=True)
class Choices:
    """What a township or county (row) has to choose from: its villages that are not taken."""

    asked: Asked
    division: int

    @cached_property
    def register(self) -> Register:
        return Register(self.asked.snapshot, self.division)

    @cached_property
    def taken(self) -> frozenset[int]:
        return frozenset(taken_villages(self.asked.snapshot))

    def field(self, unnamed: int) -> str:
        """The name of the field for an unnamed village (row)."""
        return f"{PREFIX}{self.asked.snapshot.parties.id.at[unnamed]}"

    def found(self, name: str, text: str, key: str = "") -> Candidates:
        """What a text may mean; `key` was chosen already, the only one is chosen at once."""
        if not text.strip():
            return Candidates(name, text, (), 0)
        rows = self._rows(text)
        only = key or (self.asked.snapshot.parties.key(rows[0]) if len(rows) == 1 else "")
        lines = (self._candidate(row, only) for row in rows[:MOST_CANDIDATES])
        return Candidates(name, text, tuple(lines), len(rows))

    def _rows(self, text: str) -> list[int]:
        """The one that a ledger would mean by it; else all that match, the best first."""
        parties = self.asked.snapshot.parties
        named = self.register.find(text).found
        if named is not None and self._is_free(row := parties.row_of_id.at[named]):
            return [row]
        found = find_parties(self.asked.snapshot, text, {PartyKind.VILLAGE}, self.division)
        return [row for row in found.tolist() if self._is_free(row)]

    def _is_free(self, row: int) -> bool:
        return self.asked.snapshot.parties.named.at[row] == 1 and row not in self.taken

    def _candidate(self, row: int, key: str) -> Candidate:
        parties = self.asked.snapshot.parties
        township = parties.township.at[row]
        place = "" if township in (NOWHERE, self.division) else parties.name(township)
        designated = designated_as(self.asked.snapshot, row)
        known = say("已认定为{kinds}", kinds=designated) if designated else ""
        about = joined(filter(None, (place, parties.key(row), known)), " · ")
        return Candidate(parties.key(row), parties.name(row)[:60], about, parties.key(row) == key)

    def meant(self, values: Mapping[str, str], name: str) -> tuple[str, str]:
        """The key of the village meant, or else what is wrong with what was typed."""
        text = values.get(f"{name}_text", "").strip()
        if key := chosen(values, name):
            return key, ""
        found = self.found(name, text)
        if found.total == 1:
            return found.lines[0].key, ""
        if found.total:
            return "", say("“{text:.40}”可以指 {n} 个村，请选一个", text=text, n=found.total)
        resolved = self.register.find(text)
        if resolved.found is not None:
            row = self.asked.snapshot.parties.row_of_id.at[resolved.found]
            name = self.asked.snapshot.parties.name(row)
            if row in self.taken:
                return "", say("{name}已用于别的待定名村", name=name)
            return "", say("{name}是待定名村", name=name)
        return "", self.register.describe(resolved, text[:40])


def candidates(asked: Asked) -> Shown:
    """The candidates for what was typed so far, as a fragment of the form."""
    name = asked.query.get("field", "")
    if not (name.startswith(PREFIX) and name[len(PREFIX) :].isdecimal() and name.isascii()):
        raise BadQuery("field", say("field 应是 to 与待定名村的号"))
    choices = Choices(asked, asked.snapshot.parties.division(asked.key))
    return Shown("candidates", say("可选的村"), choices.found(name, asked.text(f"{name}_text")))
