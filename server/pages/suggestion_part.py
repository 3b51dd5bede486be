"""What of suggestions and designations stands on a village's own page."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.language import say
from graph.registry.suggestions import Decision, Proposed, Wanted, list_suggestions
from graph.words import PartyKind, Side
from server.pages.asked import Asked, Ref
from server.pages.designation import open_kinds
from server.pages.suggestion_line import SuggestionLine, suggestion_line

MOST = 20


@dataclass(frozen=True, slots=True)
class VillagePart:
    """`deeds` is what the reader may do about it here; `lines` are the newest of the `total`
    suggestions that wait."""

    deeds: tuple[Ref, ...]
    lines: tuple[SuggestionLine, ...]
    total: int


def village_part(asked: Asked, row: int) -> VillagePart | None:
    """None for what is no village that is supported, and where pages only read."""
    parties = asked.snapshot.parties
    if (
        asked.database is None
        or parties.kind.at[row] != PartyKind.VILLAGE
        or parties.side.at[row] != Side.RECIPIENT
    ):
        return None
    key = parties.key(row)
    id_ = parties.id.at[row]
    former = (one.key for one in parties.resolved if one.village_id == id_)
    wanted = Wanted(Decision.OPEN, villages=(key, *former))
    with asked.database.read() as connection:
        total, found = list_suggestions(connection, 0, MOST, wanted)
    lines = tuple(suggestion_line(asked, one) for one in found)
    return VillagePart(tuple(_deeds(asked, row, key)), lines, total)


def _deeds(asked: Asked, row: int, key: str) -> Iterator[Ref]:
    leaves, urls = bool(open_kinds(asked, row)), asked.urls
    if asked.may_name(row):
        yield Ref(say("写明认定"), urls.designation(key, "designate"))
        if leaves:
            yield Ref(say("写明退出"), urls.designation(key, "exit"))
    if asked.may_suggest(row):
        if not asked.snapshot.parties.named.at[row]:
            yield Ref(say("建议定名"), urls.suggest(key, Proposed.NAME.text))
        yield Ref(say("建议认定"), urls.suggest(key, Proposed.DESIGNATE.text))
        if leaves:
            yield Ref(say("建议退出"), urls.suggest(key, Proposed.EXIT.text))
