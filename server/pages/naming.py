"""The unnamed villages of a township or county: which wait, which have a name, and giving names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.analysis.naming import named_villages, unnamed_villages
from graph.errors import Problem
from graph.language import say
from graph.network.snapshot import Resolved
from graph.registry.naming_desk import NamedBy, named_by
from graph.registry.suggestions import Proposed
from server.pages.asked import Asked, Ref, Shown
from server.pages.ends import Candidates
from server.pages.forms import chosen
from server.pages.givers import Giver, givers
from server.pages.history import moment
from server.pages.listing import Option
from server.pages.naming_choices import Choices
from server.pages.naming_order import division_of, donors_of_unnamed
from server.pages.party import designation_lines
from server.pages.refusals import status_of

MOST_LINES = 100
MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class WaitingLine:
    name: Ref
    designations: tuple[str, ...]
    donors: tuple[Giver, ...]
    field: str
    text: str
    candidates: Candidates
    fault: str
    suggest: str


@dataclass(frozen=True, slots=True)
class NamedLine:
    """`batch` leads to the naming, by which it can be undone."""

    former: str
    key: str
    village: Ref
    batch: Ref | None
    at: str
    who: str


@dataclass(frozen=True, slots=True)
class NamingPage:
    """The first of `to_name` unnamed villages and of `named` that have a name."""

    division: Ref
    action: str
    named: int
    to_name: int
    waiting: tuple[WaitingLine, ...]
    done: tuple[NamedLine, ...]
    donors: tuple[Option, ...]
    list: str
    faults: tuple[str, ...]
    villages: str
    may_name: bool

    @property
    def counted(self) -> int:
        return self.named + self.to_name


def naming(asked: Asked) -> Shown:
    return show(asked, {})


def show(asked: Asked, values: Mapping[str, str], problems: Sequence[Problem] = ()) -> Shown:
    """The page, with what was typed and what is wrong with it."""
    division = division_of(asked)
    waiting = unnamed_villages(asked.snapshot, division)
    done = named_villages(asked.snapshot, division)
    choices = Choices(asked, division)
    by_field = {problem.path[0]: problem.message for problem in problems}
    first = sorted(waiting, key=lambda row: choices.field(row) not in by_field)[:MOST_LINES]
    lines = [_waiting(asked, choices, row, values, by_field) for row in sorted(first)]
    fields = {line.field for line in lines}
    faults = (message for field, message in by_field.items() if field not in fields)
    page = NamingPage(
        asked.ref(division),
        asked.urls.naming(asked.key),
        len(done),
        len(waiting),
        tuple(lines),
        _done(asked, done[:MOST_NAMED]),
        _donors(asked, waiting, values.get("donor", "")),
        values.get("list", ""),
        tuple(faults),
        asked.urls.villages(asked.key, unnamed=True),
        # What was typed is not to be lost, even by who may not.
        asked.may_name(division) or bool(values),
    )
    crumbs = (*asked.above(division), asked.ref(division))
    title = say("{division}的村定名", division=page.division.text)
    return Shown("naming", title, page, crumbs, status_of(problems))


def _waiting(
    asked: Asked, choices: Choices, row: int, values: Mapping[str, str], faults: Mapping[str, str]
) -> WaitingLine:
    field = choices.field(row)
    text = values.get(f"{field}_text", "")
    return WaitingLine(
        asked.ref(row),
        tuple(
            say("{kind}，{span}", kind=it.kind.chinese, span=it.span.text)
            for it in designation_lines(asked, row)
        ),
        givers(asked, row),
        field,
        text,
        choices.found(field, text[:200], chosen(values, field)),
        faults.get(field, ""),
        _suggest(asked, row),
    )


def _suggest(asked: Asked, row: int) -> str:
    """Where its county proposes a name; empty for who cannot."""
    key = asked.snapshot.parties.key(row)
    return asked.urls.suggest(key, Proposed.NAME.text) if asked.may_suggest(row) else ""


def _done(asked: Asked, found: Sequence[Resolved]) -> tuple[NamedLine, ...]:
    by: Mapping[int, NamedBy] = {}
    if asked.database is not None and found:
        with asked.database.read() as connection:
            by = named_by(connection, [one.id for one in found])
    return tuple(_named(asked, one, by.get(one.id)) for one in found)


def _named(asked: Asked, one: Resolved, by: NamedBy | None) -> NamedLine:
    batch = None
    if by is not None and by.batch_id is not None:
        batch = Ref(say("第 {number} 批", number=by.batch_id), asked.urls.batch(by.batch_id))
    return NamedLine(
        one.name,
        one.key,
        asked.ref(asked.snapshot.parties.row_of_id.at[one.village_id]),
        batch,
        "" if by is None else moment(by.at),
        "" if by is None else by.who,
    )


def _donors(asked: Asked, waiting: Sequence[int], donor: str) -> tuple[Option, ...]:
    """The donors that unnamed villages have, with how many; none when all have the same one."""
    counts: dict[tuple[str, int], int] = {}
    for row in waiting:
        for one in donors_of_unnamed(asked, row).items():
            counts[one] = counts.get(one, 0) + 1
    if len(counts) < 2:
        return ()
    name = asked.snapshot.parties.name
    return tuple(
        Option(key, name(row)[:40], key == donor, number) for (key, row), number in counts.items()
    )
