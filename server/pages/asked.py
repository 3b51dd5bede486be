"""What a request asks for, and the snapshot that answers it."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from starlette.datastructures import QueryParams

from graph import days
from graph.analysis.coverage import View
from graph.errors import Invalid, JieduiError
from graph.language import joined, say, say_as
from graph.network.ground import SnapshotGround
from graph.network.snapshot import NOWHERE, Snapshot
from graph.registry.database import Database
from graph.rights import Actor, may_name, may_pair, may_suggest
from graph.words import VillageTarget, Word
from server.address import FORMS, Files
from server.list_queries import PairingQuery, PartyQuery, VillageQuery
from server.person import STRANGER, Person
from server.urls import Urls

W = TypeVar("W", bound=Word)

LONGEST_TEXT = 200
LONGEST_NAME = 40
STATE = ("at", "target", "exited")
"""Parameters that every address keeps."""
PARAMETERS = frozenset(
    (
        *STATE,
        *("page", "changes", "all", "year", "who", "part", "ledger", "inside"),
        *("subject", "action", "since", "until"),
        *("state", "county", "mine"),
        *("by", "most", "alone"),
        *("from", "to", "was", "now", "change", "what"),
        "quarter",
        *("center", "hops", "distance", "open", "share", "lost"),
        *("offer", "pin", "without", "than"),
        *(
            name
            for query in (VillageQuery, PairingQuery, PartyQuery)
            for name in query.__annotations__
        ),
    )
)
"""What pages understand in an address; anything else is not carried on."""
HIGHEST_PAGE = 1_000_000


class BadQuery(Invalid):
    """A parameter of the address that says nothing we understand; `name` is which."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class Ref(NamedTuple):
    """A name that leads somewhere. `hint` is the whole name when only its beginning is shown."""

    text: str
    href: str
    hint: str = ""


@dataclass(frozen=True)
class Asked:
    """One request for a page. `key` is what the path names, if anything; `database` is there when
    pages may write, and holds what no snapshot does: who changed what. `person` is who asks."""

    snapshot: Snapshot
    today: datetime.date
    query: QueryParams
    path: str
    key: str = ""
    database: Database | None = None
    person: Person = STRANGER

    @property
    def actor(self) -> Actor:
        """With whose rights the request acts."""
        return self.person.actor

    @property
    def can_write(self) -> bool:
        """Is there something that may be written here by who asks? What exactly, the ledger says
        when it is written."""
        return self.database is not None and self.actor.may_write

    def may_pair(self, pairing: int) -> bool:
        """May this pairing, given by its row, be changed here by who asks?"""
        if not self.can_write or self.actor.may_all:
            return self.can_write
        parties, held = self.snapshot.parties, self.snapshot.pairings
        lead = held.lead.at[pairing]
        donor_id = parties.id.at[held.donor.at[pairing]]
        lead_id = None if lead == NOWHERE else parties.id.at[lead]
        ground = SnapshotGround(self.snapshot)
        return may_pair(self.actor, ground, donor_id, lead_id)

    def may_name(self, party: int) -> bool:
        """May the village of this row, or those in this county, be named and designated here by
        who asks, and what is proposed about them be decided?"""
        ground, id_ = SnapshotGround(self.snapshot), self.snapshot.parties.id.at[party]
        return self.can_write and may_name(self.actor, ground, id_)

    def may_suggest(self, party: int) -> bool:
        """May who asks propose something about the village of this row?"""
        ground, id_ = SnapshotGround(self.snapshot), self.snapshot.parties.id.at[party]
        return self.database is not None and may_suggest(self.actor, ground, id_)

    @cached_property
    def date(self) -> datetime.date:
        return self._parsed("at", days.parse_date) or self.today

    @property
    def is_today(self) -> bool:
        return self.date == self.today

    @cached_property
    def view(self) -> View:
        target = self.word("target", VillageTarget, VillageTarget.DEEP_POVERTY)
        return View(days.number_of(self.date), target, self.flag("exited"))

    @property
    def target(self) -> str:
        """What the target villages are called in a sentence."""
        poor = self.view.target is VillageTarget.POOR
        return say_as("counted", "贫困村") if poor else say_as("counted", "深度贫困村")

    def targets(self, number: int) -> str:
        """What so many target villages are called in a sentence."""
        if number != 1:
            return self.target
        poor = self.view.target is VillageTarget.POOR
        return say_as("one", "贫困村") if poor else say_as("one", "深度贫困村")

    @cached_property
    def urls(self) -> Urls:
        view = self.view
        kept = {
            "at": "" if self.is_today else self.date.isoformat(),
            "target": "poor" if view.target is VillageTarget.POOR else "",
            "exited": "1" if view.exited else "",
        }
        return Urls({name: text for name, text in kept.items() if text})

    def text(self, name: str) -> str:
        """Raises BadQuery when it is too long to be meant."""
        text = self.query.get(name, "").strip()
        if len(text) > LONGEST_TEXT:
            said = say("检索词最多 {most} 个字，这里有 {n} 个", most=LONGEST_TEXT, n=len(text))
            raise BadQuery(name, said)
        return text

    def flag(self, name: str) -> bool:
        return self.query.get(name) == "1"

    def words(self, name: str, kind: type[W]) -> tuple[W, ...]:
        """All that are named, in the order of their meaning; raises BadQuery for an unknown one."""
        named = {_word(name, text, kind) for text in self.query.getlist(name) if text}
        return tuple(word for word in kind if word in named)

    def word(self, name: str, kind: type[W], default: W) -> W:
        text = self.query.get(name)
        return _word(name, text, kind) if text else default

    def page(self, name: str = "page") -> int:
        text = self.query.get(name, "1") or "1"
        if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= HIGHEST_PAGE:
            raise BadQuery(name, say("页码应是从 1 起的整数，而不是“{text}”", text=text[:20]))
        return int(text[:9])

    def division(self, name: str) -> int | None:
        """The row of the division that the parameter names; raises NotFound."""
        code = self.query.get(name, "").strip()
        return self.snapshot.parties.division(code) if code else None

    def party(self, name: str) -> int | None:
        """The row of the party that the parameter names; raises NotFound."""
        key = self.query.get(name, "").strip()
        return self.snapshot.parties.row(key) if key else None

    def ref(self, row: int) -> Ref:
        """A party as a link to its page."""
        name = self.snapshot.parties.name(row)
        return shortened(name, self.urls.party(self.snapshot.parties.key(row)))

    def refs(self, rows: Iterator[int] | list[int] | tuple[int, ...]) -> tuple[Ref, ...]:
        return tuple(self.ref(row) for row in rows)

    def above(self, row: int) -> tuple[Ref, ...]:
        """Where a party lies, from the province down."""
        return self.refs(self.snapshot.parties.ancestors(row))

    def path_to(self, row: int | None) -> tuple[Ref, ...]:
        """From the province down to the party itself."""
        return () if row is None else (*self.above(row), self.ref(row))

    def others(self, *names: str) -> list[tuple[str, str]]:
        """The parameters that a form does not set itself, for its hidden fields; a day or a target
        that says nothing new is none."""
        kept = PARAMETERS - {*names, "page"}
        idle = {("at", self.today.isoformat()), ("target", VillageTarget.DEEP_POVERTY.text)}
        pairs = self.query.multi_items()
        return [pair for pair in pairs if pair[1] and pair[0] in kept and pair not in idle]

    def again(self, **changes: object) -> str:
        """This address with some parameters changed, None to leave one out; from page 1."""
        return Urls().to(quote(self.path), {**self._kept(*changes), **changes})

    @property
    def files(self) -> Files:
        """Where the list at this address is had as a file, all of it, by the file's form."""
        path = quote(self.path)
        return tuple((form, Urls().to(f"{path}{form}", self._kept())) for form in FORMS)

    def _kept(self, *left_out: str) -> dict[str, object]:
        names = (name for name, _ in self.others(*left_out))
        return {name: [text for text in self.query.getlist(name) if text] for name in names}

    def day(self, name: str) -> datetime.date | None:
        """None when the parameter is not there; raises BadQuery for what is no day."""
        return self._parsed(name, days.parse_date)

    def _parsed(self, name: str, parse: Callable[[str], datetime.date]) -> datetime.date | None:
        text = self.query.get(name, "").strip()
        try:
            return parse(text) if text else None
        except JieduiError as error:
            raise BadQuery(name, str(error)) from None


def shortened(name: str, href: str) -> Ref:
    if len(name) <= LONGEST_NAME:
        return Ref(name, href)
    return Ref(name[: LONGEST_NAME - 1] + "…", href, name)


def _word(name: str, text: str, kind: type[W]) -> W:
    try:
        return kind.named(text)
    except KeyError:
        raise BadQuery(name, no_value(text, name, [word.text for word in kind])) from None


def no_value(text: str, name: str, known: Iterable[str]) -> str:
    """What is said of a text that is none of those that a parameter can have."""
    values = {"text": text[:20], "name": name, "known": joined(known)}
    return say("“{text}”不是 {name} 的取值；可用 {known}", **values)


@dataclass(frozen=True)
class Shown:
    """What a view wants to be seen: a template, its title and its one value, named `page` there."""

    template: str
    title: str
    page: object
    crumbs: tuple[Ref, ...] = ()
    status: int = 200
    headers: Mapping[str, str] | None = None
    saved: object | None = None
    """The reader's filters of a list, beside it."""


Show = Callable[[Asked], Shown]
