"""Parties that a form of the network names: by key, or by a text that only one is called."""

from dataclasses import dataclass

from graph.analysis.search import find_parties, rank
from graph.language import joined
from server.pages.asked import Asked, Ref
from server.pages.pairing_line import place_of

MOST_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A party that the text may mean: `name` leads to the same page with this one chosen."""

    name: Ref
    about: str


@dataclass(frozen=True, slots=True)
class Named:
    """What the parameter `field` names: a row, or the first of `total` parties that it may mean.
    `text` is what stands in the field."""

    field: str
    text: str
    row: int | None = None
    offers: tuple[Offer, ...] = ()
    total: int = 0


def named_by(asked: Asked, field: str) -> Named:
    """Raises BadQuery for a text that is too long."""
    text, parties = asked.text(field), asked.snapshot.parties
    if not text:
        return Named(field, "")
    row = parties.find(text)
    if row is not None:
        name = parties.name(row)
        return Named(field, name if len(name) < 60 and _only(asked, name) == row else text, row)
    row = _only(asked, text)
    if row is not None:
        return Named(field, text, row)
    found = find_parties(asked.snapshot, text)
    offers = tuple(_offer(asked, field, each) for each in found[:MOST_OFFERED].tolist())
    return Named(field, text, None, offers, len(found))


def _only(asked: Asked, text: str) -> int | None:
    """The one party that is called so in full."""
    found = find_parties(asked.snapshot, text)[:2].tolist()
    exact = [row for row in found if rank(asked.snapshot.parties, row, text) == 0]
    return exact[0] if len(exact) == 1 else None


def _offer(asked: Asked, field: str, row: int) -> Offer:
    parties = asked.snapshot.parties
    facts = (parties.kind_of(row).chinese, place_of(asked, row)[:40])
    href = asked.again(**{field: parties.key(row)})
    return Offer(asked.ref(row)._replace(href=href), joined(filter(None, facts), " · "))
