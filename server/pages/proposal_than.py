"""Wishes in few signs, so that an address can hold those of another proposal to compare with.

Parts are joined by dots, each a letter and what it says, parties by their SQL ids:
`w12.d3.o5-9_6-3.p7-31.x8-32.g5.a`: within, district, offers, fixed, ruled out, gone, alone.
"""

from graph.language import say
from server.pages.asked import Asked, BadQuery
from server.pages.proposal_wishes import MOST_WISHES, Wishes, party_of, two_numbers

NAME = "than"
PLAIN = "plain"
"""No wish at all, in no scope."""
LETTERS = frozenset("wdopxga")


def written(asked: Asked, wishes: Wishes) -> str:
    id_ = asked.snapshot.parties.id.at
    parts = {
        "w": [] if wishes.within is None else [str(id_[wishes.within])],
        "d": [] if wishes.district is None else [str(id_[wishes.district])],
        "o": [f"{id_[donor]}-{number}" for donor, number in wishes.offers],
        "p": [f"{id_[donor]}-{id_[village]}" for donor, village in wishes.pinned],
        "x": [f"{id_[donor]}-{id_[village]}" for donor, village in wishes.forbidden],
        "g": [str(id_[row]) for row in wishes.withdrawn],
        "a": [] if wishes.whole else [""],
    }
    return ".".join(letter + "_".join(some) for letter, some in parts.items() if some) or PLAIN


def read(asked: Asked) -> Wishes | None:
    """The wishes to compare with; None when the address names none. Raises BadQuery."""
    text = asked.query.get(NAME, "")
    if not text:
        return None
    parts = {} if text == PLAIN else _parts(text)

    def numbers(letter: str, kind: str, end: str = "") -> list[tuple[int, int]]:
        try:
            return [two_numbers(kind, one + end) for one in parts.get(letter, ())]
        except BadQuery:
            raise _bad(text) from None

    def some(letter: str) -> list[int]:
        return [party_of(asked, NAME, one) for one, _ in numbers(letter, "pin", "-0")]

    def pairs(letter: str) -> tuple[tuple[int, int], ...]:
        found = numbers(letter, "pin")
        return tuple((party_of(asked, NAME, a), party_of(asked, NAME, b)) for a, b in found)

    def division(letter: str) -> int | None:
        rows = some(letter)
        if len(rows) > 1 or not all(map(asked.snapshot.parties.is_division, rows)):
            raise _bad(text)
        return rows[0] if rows else None

    offers = {party_of(asked, NAME, one): number for one, number in numbers("o", "offer")}
    return Wishes(
        division("w"),
        division("d"),
        tuple(sorted(offers.items())),
        pairs("p"),
        pairs("x"),
        tuple(some("g")),
        whole="a" not in parts,
    )


def _parts(text: str) -> dict[str, list[str]]:
    parts = {part[:1]: part[1:].split("_") for part in text.split(".")}
    if not parts.keys() <= LETTERS or len(parts) != text.count(".") + 1:
        raise _bad(text)
    if any(len(some) > MOST_WISHES for some in parts.values()):
        raise BadQuery(NAME, say("要比较的方案里每样最多 {most} 项", most=MOST_WISHES))
    return parts


def _bad(text: str) -> BadQuery:
    return BadQuery(
        NAME,
        say("{name} 不是一个方案：“{text}”；请从方案页上点“留作甲方案”", name=NAME, text=text[:20]),
    )
