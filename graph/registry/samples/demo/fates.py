"""What becomes of a pairing over the years: the stories of which the demonstration is made.

Days are fixed, so that the data are the same on every day, and reach beyond the present: renewals
that begin, agreements that end and talks that drag on lie around 2026 and after.
"""

from collections.abc import Callable, Mapping

from graph.registry.samples.demo.chance import Chance
from graph.registry.samples.demo.entries import Ends, Entries

FIRST_ENDS = "2021-01-01"
"""The day after the first round of agreements."""
SECOND_ROUND = "2026-01-01"
"""The day after the second round, where that ended early and was renewed again."""
SECOND_ENDS = {
    "": 55,
    "2026-12-01": 8,
    "2027-01-01": 12,
    "2027-07-01": 8,
    "2028-01-01": 12,
    "2026-07-01": 5,
    SECOND_ROUND: 10,
}

Fate = Callable[[Entries, Chance, Ends, Ends], None]
"""Enters what became of two parties; the last names another donor, who may take over or join."""


def steady(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    start = entries.known_since(chance, chance.day("2017-03-01", "2020-09-30"))
    entries.add(chance, ends, "signed", start)


def renewed(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    start = entries.known_since(chance, chance.day("2016-10-01", "2019-12-31"))
    first = entries.add(chance, ends, "signed", start, FIRST_ENDS)
    last = chance.word(SECOND_ENDS)
    second = entries.add(chance, ends, "signed", FIRST_ENDS, last, follows=first, note="续签")
    if last == SECOND_ROUND:
        entries.add(chance, ends, "signed", last, "2029-01-01", follows=second, note="续签")


def handed_over(entries: Entries, chance: Chance, ends: Ends, other: Ends) -> None:
    start = entries.known_since(chance, chance.day("2016-10-01", "2019-12-31"))
    day = chance.day("2021-03-01", "2026-10-31").isoformat()
    first = entries.add(chance, ends, "signed", start, day)
    entries.add(chance, other, "signed", day, follows=first, note="由原支援方移交")


def recent(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    entries.add(chance, ends, "signed", chance.day("2025-12-01", "2026-11-10").isoformat())


def agreed(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    """Planned first, signed some months later."""
    start, *signed = chance.pick(
        (("2020-02-25", "2020-05-06", "2020-10-31"), ("2026-01", "2026-03-02", "2026-10-30"))
    )
    day = chance.day(*signed).isoformat()
    plan = entries.add(chance, ends, "planned", start, day)
    entries.add(chance, ends, "signed", day, follows=plan)


def joined(entries: Entries, chance: Chance, ends: Ends, other: Ends) -> None:
    """Two donors: should one withdraw, the village keeps the other."""
    steady(entries, chance, ends, other)
    start = chance.day("2019-01-01", "2025-10-31").isoformat()
    entries.add(chance, other, "signed", start)


def ended(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    start = entries.known_since(chance, chance.day("2016-10-01", "2019-12-31"))
    end = chance.word({FIRST_ENDS: 5, "2023-07-01": 3, "2026-10-01": 2})
    entries.add(chance, ends, "signed", start, end)


def planned(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    start = chance.word({"2026": 3, "2026-03": 3, "2026-09-15": 4, "2020-02-25": 2})
    entries.add(chance, ends, "planned", start)


def negotiating(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    start = chance.word({"2026-08": 4, "2026-06-10": 3, "2025-04-18": 3, "2020-03": 1})
    entries.add(chance, ends, "negotiating", start)


def never_signed(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    stage = chance.word({"planned": 3, "negotiating": 1})
    end = chance.word({FIRST_ENDS: 2, "2026-01-01": 1})
    entries.add(chance, ends, stage, "2020-02-25", end)


def cancelled(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    start = chance.word({"2020-02-25": 2, "2025-03": 1, "2026-03-15": 2})
    entries.add(chance, ends, "cancelled", start, note="双方商定另行安排")


def beginning(entries: Entries, chance: Chance, ends: Ends, _: Ends) -> None:
    """Signed, and begins only next year."""
    entries.add(chance, ends, "signed", "2027-01-01")


def nothing(_: Entries, __: Chance, ___: Ends, ____: Ends) -> None:
    """Nobody came."""


VILLAGES: Mapping[Fate, int] = {
    steady: 22,
    renewed: 18,
    joined: 14,
    handed_over: 6,
    recent: 4,
    agreed: 5,
    planned: 8,
    negotiating: 4,
    beginning: 1,
    ended: 5,
    never_signed: 3,
    cancelled: 2,
    nothing: 15,
}
ABANDONED: Mapping[Fate, int] = {ended: 5, cancelled: 1, planned: 1, never_signed: 1, nothing: 12}
"""Of villages in counties that no district supports any more."""
TOWNSHIPS: Mapping[Fate, int] = {
    steady: 22,
    renewed: 28,
    handed_over: 6,
    planned: 9,
    negotiating: 6,
    ended: 6,
    cancelled: 3,
    nothing: 20,
}
UNITS: Mapping[Fate, int] = {
    steady: 30,
    renewed: 15,
    handed_over: 4,
    planned: 10,
    negotiating: 6,
    ended: 5,
    cancelled: 2,
    nothing: 28,
}
COUNTIES: Mapping[Fate, int] = {renewed: 14, handed_over: 3, joined: 2, steady: 2}
UNSUPPORTED: tuple[Fate, ...] = (ended, planned, negotiating, nothing, ended, beginning)
"""Counties that nobody supports today, one for each."""
