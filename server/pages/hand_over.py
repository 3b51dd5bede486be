"""Many pairings of a donor handed over at once, each to one of several donors: which and to whom,
then a preview with the count of each, then one command."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.errors import Problem
from graph.language import joined, say
from graph.registry.batches import batch_of
from server.notices import Notice, Written
from server.pages.allowed import check_may_change
from server.pages.asked import Asked, Ref, Shown
from server.pages.clash import ClashLine, differing
from server.pages.ends import SUCCESSORS
from server.pages.forms import Entry, Fault, Field, Typed, entries
from server.pages.handing import DAY, Choice, Draft, Order
from server.pages.pairing_line import PairingLine, pairing_line
from server.pages.refusals import status_of

MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class HandLine:
    """`waits`: it only starts on the day or later. `changed` is what somebody else has changed
    meanwhile."""

    line: PairingLine
    version: int
    chosen: bool
    to: int
    waits: bool
    faults: tuple[str, ...]
    changed: tuple[ClashLine, ...]


class Taker(NamedTuple):
    """A successor by number, and how many pairings it is to take on."""

    number: int
    name: str
    pairings: int


@dataclass(frozen=True, slots=True)
class HandPage:
    """The first of `total` pairings, `number` of them chosen; those refused before the others;
    `others` are not for who asks to hand over.
    `ready` says that the preview may be confirmed."""

    action: str
    inside: bool
    can_inside: bool
    can_more: bool
    day: Entry
    successors: tuple[Entry, ...]
    takers: tuple[Taker, ...]
    lines: tuple[HandLine, ...]
    total: int
    others: int
    number: int
    mark: str
    faults: tuple[Fault, ...]
    refused: int
    ready: bool
    back: Ref


def show(draft: Draft, order: Order | None, problems: Sequence[Problem] = ()) -> Shown:
    """The form; with an `order` that may be confirmed, its preview. Raises Forbidden for who may
    hand over nothing of it, unless something was sent: that is not to be lost."""
    if draft.all_rows and not draft.rows and not draft.is_sent:
        check_may_change(draft.asked, draft.all_rows[0])
    asked, key = draft.asked, draft.asked.snapshot.parties.key(draft.donor)
    lines = [_line(draft, row, choice, problems) for row, choice in draft.choices.items()]
    lines.sort(key=lambda line: not line.faults)
    fields = (DAY, *draft.fields)
    day, *successors = entries(asked, fields, draft.values, problems)
    refused = {line.line.key for line in lines if line.faults}
    page = HandPage(
        asked.urls.hand_over(key, inside=draft.inside),
        draft.inside,
        asked.snapshot.parties.is_division(draft.donor),
        len(draft.fields) < len(SUCCESSORS),
        day,
        tuple(successors),
        _takers(draft),
        tuple(lines),
        len(draft.rows),
        len(draft.all_rows) - len(draft.rows),
        sum(choice.chosen for choice in draft.choices.values()),
        order.mark if order is not None else "",
        _general(fields, [one for one in problems if one.path[0] not in refused]),
        len(refused),
        order is not None and not problems,
        Ref(say("不移交了"), asked.urls.party(key)),
    )
    title = say("移交{donor}的结对关系", donor=asked.ref(draft.donor).text)
    return Shown("hand_over", title, page, asked.path_to(draft.donor), status_of(problems))


def _line(draft: Draft, row: int, choice: Choice, problems: Sequence[Problem]) -> HandLine:
    line = pairing_line(draft.asked, row)
    own = [one for one in problems if len(one.path) > 1 and one.path[0] == line.key]
    stale = any(one.code == "STALE_VERSION" for one in own)
    return HandLine(
        line,
        # Whoever sends it again has seen how it stands now.
        line.version if own else choice.version,
        choice.chosen,
        choice.to,
        draft.waits(row),
        tuple(one.message for one in own),
        differing(draft.asked, row, choice.version) if stale else (),
    )


def _general(fields: Sequence[Field], problems: Sequence[Problem]) -> tuple[Fault, ...]:
    """What is wrong beside the rows; a pairing that went meanwhile has no row any more."""
    labels = {field.name: field.label for field in fields}
    return tuple(Fault(one.path[0], labels.get(one.path[0], ""), one.message) for one in problems)


def _takers(draft: Draft) -> tuple[Taker, ...]:
    typed, parties = Typed(draft.asked, draft.values), draft.asked.snapshot.parties
    counts = Counter(choice.to for choice in draft.choices.values() if choice.chosen)
    found = []
    for number, field in enumerate(draft.fields, 1):
        row = parties.find(typed.party(field.name) or "")
        text = draft.values.get(f"{field.name}_text", "").strip()
        name = text[:40] if row is None else draft.asked.ref(row).text
        found.append(Taker(number, name, counts[number]))
    return tuple(found)


def written(asked: Asked, order: Order, keys: Sequence[str]) -> Written:
    """`asked` sees what was written."""
    parties = asked.snapshot.parties
    counts = Counter(donor for _, donor in order.handed).most_common()
    named = [
        say("{name} {n:,} 条", name=parties.name(parties.row(key))[:20], n=n)
        for key, n in counts[:MOST_NAMES]
    ]
    names = joined(named)
    if len(counts) > MOST_NAMES:
        names = say("{names}等", names=names)
    text = say(
        "已移交 {n:,} 条结对关系，从 {day} 起由{names}接手。",
        n=len(keys),
        day=order.day,
        names=names,
    )
    batch = _batch(asked, keys[0])
    link = ("", "") if batch is None else (asked.urls.batch(batch), say("看这一批，可撤销"))
    return Written(asked.urls.party(asked.key), Notice(text, *link))


def _batch(asked: Asked, key: str) -> int | None:
    assert asked.database is not None
    pairings = asked.snapshot.pairings
    row = pairings.find(key)
    if row is None:
        return None
    with asked.database.read() as connection:
        return batch_of(connection, "pairing", pairings.id.at[row])
