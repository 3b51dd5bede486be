"""What recipient counties propose: all of it as a list, newest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph.language import joined, say
from graph.registry.suggestions import (
    DECISIONS,
    PROPOSED,
    Decision,
    Proposed,
    Suggestion,
    Wanted,
    heard_counties,
    list_suggestions,
)
from graph.words import Role
from server.pages.asked import Asked, BadQuery, Shown
from server.pages.batches import paged
from server.pages.columns import Headings
from server.pages.counted import Figure
from server.pages.listing import Listing, Option
from server.pages.suggestion_columns import SUGGESTIONS
from server.pages.suggestion_line import SuggestionLine, county_row, suggestion_line

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class SuggestionsPage:
    """`mine` is None for who neither proposes nor decides."""

    list: Listing[SuggestionLine]
    headings: Headings[SuggestionLine]
    states: tuple[Option, ...]
    kinds: tuple[Option, ...]
    counties: tuple[Option, ...]
    mine: bool | None
    whose: str
    is_narrowed: bool
    nothing: str


def suggestions(asked: Asked) -> Shown:
    assert asked.database is not None
    with asked.database.read() as connection:
        heard = heard_counties(connection)
        wanted = wanted_in(asked, heard)

        def read(first: int, size: int) -> tuple[int, Sequence[Suggestion]]:
            return list_suggestions(connection, first, size, wanted)

        listed = paged(asked, read, lambda one: suggestion_line(asked, one))
    page = SuggestionsPage(
        listed,
        SUGGESTIONS,
        _options(DECISIONS.values(), wanted.decision),
        _options(PROPOSED.values(), wanted.proposed),
        _counties(asked, heard, wanted.county),
        asked.flag("mine") if whose(asked) else None,
        whose(asked),
        wanted != Wanted(counties=wanted.counties),
        _nothing(asked),
    )
    return Shown("suggestions", say("受援县的建议"), page)


def whose(asked: Asked) -> str:
    """What part of the suggestions is one's own; empty for who has none."""
    if asked.actor.role is Role.COUNTY:
        return say("只看本县的")
    return say("只看我可以处理的") if asked.actor.role is Role.DISTRICT and asked.can_write else ""


def _nothing(asked: Asked) -> str:
    if not asked.flag("mine"):
        return say("还没有建议")
    if asked.actor.role is Role.COUNTY:
        return say("本县还没有建议")
    return say("还没有您可以处理的建议")


def wanted_in(asked: Asked, heard: Mapping[int, int]) -> Wanted:
    """What the address asks for. Raises BadQuery, NotFound."""
    county = asked.division("county")
    return Wanted(
        _one_of(asked, "state", DECISIONS),
        _one_of(asked, "kind", PROPOSED),
        None if county is None else asked.snapshot.parties.id.at[county],
        tuple(own_counties(asked, heard)) if asked.flag("mine") else None,
    )


def described(asked: Asked, wanted: Wanted) -> Iterator[str]:
    """What was chosen, in words."""
    if wanted.decision is not None:
        yield say("状态：{state}", state=wanted.decision.chinese)
    if wanted.proposed is not None:
        yield say("建议：{proposed}", proposed=wanted.proposed.chinese)
    county = asked.division("county")
    if county is not None:
        yield say("县：{name}", name=asked.snapshot.parties.name(county))
    if wanted.counties is not None:
        yield whose(asked) or say("只看我可以处理的")


def own_counties(asked: Asked, heard: Mapping[int, int]) -> Iterator[int]:
    """Of counties by SQL id, the reader's own, or those for which the reader may decide."""
    for county_id in heard:
        row = county_row(asked, county_id)
        if row is not None and (asked.may_name(row) or asked.may_suggest(row)):
            yield county_id


def waiting(asked: Asked) -> Figure:
    """How many suggestions wait for the reader to decide them, and where those are."""
    address = asked.urls.suggestions(
        state=Decision.OPEN.text, mine=asked.actor.role is Role.DISTRICT
    )
    if asked.database is None or not asked.can_write:
        return Figure(0, address)
    with asked.database.read() as connection:
        heard = heard_counties(connection)
    return Figure(sum(heard[each] for each in own_counties(asked, heard)), address)


def unanswered(asked: Asked) -> Figure:
    """How many suggestions of the reader's own county nobody has decided yet."""
    address = asked.urls.suggestions(state=Decision.OPEN.text, mine=True)
    if asked.database is None or asked.actor.role is not Role.COUNTY:
        return Figure(0, address)
    with asked.database.read() as connection:
        heard = heard_counties(connection)
    return Figure(sum(heard[each] for each in own_counties(asked, heard)), address)


def _counties(asked: Asked, heard: Mapping[int, int], chosen: int | None) -> tuple[Option, ...]:
    parties = asked.snapshot.parties
    ids = dict.fromkeys((*heard, *([] if chosen is None else [chosen])))
    rows = (row for each in ids if (row := county_row(asked, each)) is not None)
    return tuple(
        Option(parties.key(row), parties.name(row)[:20], parties.id.at[row] == chosen)
        for row in sorted(rows)
    )


def _options(
    words: Iterable[Proposed | Decision], chosen: Proposed | Decision | None
) -> tuple[Option, ...]:
    return tuple(Option(word.text, word.chinese, word is chosen) for word in words)


def _one_of(asked: Asked, name: str, known: Mapping[str, W]) -> W | None:
    word = asked.query.get(name, "")
    if word and word not in known:
        values = {"text": word[:20], "name": name, "known": joined(known)}
        raise BadQuery(name, say("“{text}”不是 {name} 的取值；可用 {known}", **values))
    return known.get(word)
