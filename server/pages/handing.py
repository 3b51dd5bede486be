"""What a form that hands over many pairings was sent with: which of them, to whom, on which day."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from starlette.datastructures import FormData

from graph.analysis.pairings import find_pairings
from graph.days import number_of
from graph.errors import NotFound, Problem, Rejected
from graph.language import say
from graph.registry.database import Command
from graph.registry.handing_over import Seen, hand_over_pairings, try_hand_over
from graph.words import Stage
from server.pages.allowed import changeable
from server.pages.asked import Asked
from server.pages.ends import SUCCESSORS
from server.pages.forms import Field, Kind, Typed

MOST_ROWS = 300
"""A form shows so many; the others wait until these are handed over."""
ALL, NONE, FIRST, EVEN, MORE, PREVIEW, COMMIT = (
    *("all", "none", "first", "even"),
    *("more", "preview", "commit"),
)
"""What the buttons do: `even` deals the chosen pairings out, `more` offers one more successor."""
DAY = Field("day", say("移交日"), Kind.DATE, say("从这一天起由接手的支援；之前各天不变"), True)
HINT = say("编码、全名、拼音或首字母")


class Choice(NamedTuple):
    """One pairing: its version as it was seen, and the number of its successor, from 1."""

    version: int
    chosen: bool
    to: int


@dataclass(frozen=True)
class Order:
    """Pairings, each with the key of its successor."""

    handed: tuple[tuple[Seen, str], ...]
    day: date

    @property
    def mark(self) -> str:
        """Two orders with the same mark do the same: one that was seen, and one confirmed."""
        lines = [f"{seen.version} {seen.key} {donor}" for seen, donor in self.handed]
        return sha256("\n".join([self.day.isoformat(), *lines]).encode()).hexdigest()

    def attempt(self) -> Command[None]:
        return lambda database, who: try_hand_over(database, who, self.handed, self.day)

    def command(self) -> Command[tuple[str, ...]]:
        return lambda database, who: hand_over_pairings(database, who, self.handed, self.day)


class Draft:
    """The form as it was sent, or as it stands at first."""

    def __init__(self, asked: Asked, form: FormData | None = None) -> None:
        self.asked = asked
        self.donor = _donor(asked)
        self.inside = asked.flag("inside")
        sent = () if form is None else form.multi_items()
        texts = {name: value for name, value in sent if isinstance(value, str)}
        self.values: Mapping[str, str] = texts or {"day": asked.date.isoformat()}
        self.step = texts.get("step", "")
        boxes = [] if form is None else [str(value) for value in form.getlist("row")]
        self._seen = dict(filter(None, map(_version, boxes)))
        self.is_sent = bool(texts)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Two successors at first; as many as were sent, and one more when it is asked for."""
        sent = [name for name in SUCCESSORS if f"{name}_text" in self.values]
        names = SUCCESSORS[: max(len(sent), 2) + (self.step == MORE)]
        return tuple(
            Field(name, say("第 {n} 家", n=n), Kind.PARTY, HINT) for n, name in enumerate(names, 1)
        )

    @property
    def named(self) -> list[int]:
        """The numbers of the successors that were typed."""
        texts = (self.values.get(f"{field.name}_text", "") for field in self.fields)
        return [number for number, text in enumerate(texts, 1) if text.strip()]

    @cached_property
    def day(self) -> date:
        """The one typed; that of the page when it is none."""
        typed = Typed(self.asked, self.values).date("day")
        return self.asked.date if typed == date.min else typed

    @cached_property
    def all_rows(self) -> list[int]:
        """Its pairings that are in force on the day or later, by recipient."""
        held, day = self.asked.snapshot.pairings, number_of(self.day)
        if self.inside:
            rows = find_pairings(self.asked.snapshot, None, self.donor, tuple(Stage), None)
        else:
            rows = np.array(held.of_donor(self.donor), dtype=np.int32)
        rows = rows[(held.end.array[rows] > day) & (held.stage.array[rows] != Stage.CANCELLED)]
        found: list[int] = rows[np.lexsort((rows, held.recipient.array[rows]))].tolist()
        return found

    @cached_property
    def rows(self) -> list[int]:
        """Those that who asks may hand over, and what was sent: nothing of that is lost."""
        ids = self.asked.snapshot.pairings.id.at
        own = set(changeable(self.asked, np.array(self.all_rows, dtype=np.int32)).tolist())
        return [row for row in self.all_rows if row in own or ids[row] in self._seen]

    def waits(self, row: int) -> bool:
        """Does it only start on the day or later?"""
        return self.asked.snapshot.pairings.start.at[row] >= number_of(self.day)

    @cached_property
    def choices(self) -> dict[int, Choice]:
        """By row; at first all are chosen that can be handed over."""
        ids = self.asked.snapshot.pairings.id.at
        shown = [
            row for at, row in enumerate(self.rows) if at < MOST_ROWS or ids[row] in self._seen
        ]
        return self._dealt({row: self._choice(row) for row in shown})

    def _choice(self, row: int) -> Choice:
        held = self.asked.snapshot.pairings
        id_ = held.id.at[row]
        chosen = id_ in self._seen if self.is_sent else not self.waits(row)
        if self.step in (ALL, NONE):
            chosen = self.step == ALL and not self.waits(row)
        to = self.values.get(f"to{id_}", "1")
        number = int(to) if to.isascii() and to.isdigit() and len(to) < 3 else 0
        return Choice(self._seen.get(id_, held.version.at[row]), chosen, number)

    def _dealt(self, choices: dict[int, Choice]) -> dict[int, Choice]:
        """All to the first, or about as many to each, neighbours together."""
        if self.step not in (FIRST, EVEN):
            return choices
        chosen = [row for row, choice in choices.items() if choice.chosen]
        takers = (self.named or [1])[: None if self.step == EVEN else 1]
        share = {row: takers[at * len(takers) // len(chosen)] for at, row in enumerate(chosen)}
        return choices | {row: choices[row]._replace(to=number) for row, number in share.items()}

    def order(self) -> Order:
        """Raises Rejected for what cannot be meant."""
        typed, held = Typed(self.asked, self.values), self.asked.snapshot.pairings
        day = typed.date("day")
        takers = [typed.party(field.name) or "" for field in self.fields]
        chosen = {row: choice for row, choice in self.choices.items() if choice.chosen}
        if not self.named:
            typed.problem(SUCCESSORS[0], "MISSING", say("请写明由谁接手"))
        elif not chosen and not self._seen:
            typed.problem("rows", "MISSING", say("没有选中任何一条，请在行首打勾"))
        else:
            self._need_takers(typed, chosen)
        typed.refuse()
        if gone := self._gone():
            raise Rejected(gone)
        handed = (
            (Seen(held.key(row), one.version), takers[one.to - 1]) for row, one in chosen.items()
        )
        return Order(tuple(handed), day)

    def _need_takers(self, typed: Typed, chosen: Mapping[int, Choice]) -> None:
        for number, count in sorted(Counter(choice.to for choice in chosen.values()).items()):
            if number not in self.named:
                known = 0 < number <= len(self.fields)
                name = SUCCESSORS[number - 1] if known else "rows"
                typed.problem(
                    name, "MISSING", say("有 {count} 条要交给它，请写明是谁", count=count)
                )

    def _gone(self) -> list[Problem]:
        """What was chosen and is no longer in force on the day: nothing is left out silently."""
        held, found = self.asked.snapshot.pairings, []
        there = {held.id.at[row] for row in self.choices}
        for id_, version in self._seen.items():
            if id_ in there:
                continue
            row = held.row_of(id_)
            key = f"#{id_}" if row is None else held.key(row)
            same = row is not None and held.version.at[row] == version
            code, why = (
                ("INVALID_DAYS", say("到移交日已经结束"))
                if same
                else ("STALE_VERSION", say("别人刚改过，已不能移交"))
            )
            found.append(Problem((key, "id"), code, say("结对关系“{key}”{why}", key=key, why=why)))
        return found


def _donor(asked: Asked) -> int:
    parties = asked.snapshot.parties
    row = parties.row(asked.key)
    if not parties.is_donor(row):
        raise NotFound(say("{name}不是支援方，没有可移交的结对关系", name=parties.name(row)[:40]))
    return row


def _version(box: str) -> tuple[int, int] | None:
    """`3 17`: the version, then the id, which comes first in what is returned."""
    version, _, id_ = box.partition(" ")
    if not all(part.isascii() and part.isdigit() and len(part) < 11 for part in (version, id_)):
        return None
    return int(id_), int(version)
