"""What an address asks about two days: whose villages, and which of them are listed."""

import datetime
from dataclasses import dataclass

import numpy as np

from graph.analysis.changes import Change, Standing, VillageChanges
from graph.analysis.coverage import runs, supported
from graph.days import number_of, year_before
from graph.network.snapshot import NOWHERE
from server.pages.asked import Asked
from server.pages.interval import since
from server.pictures.compared.days import Scope, changes_in
from server.urls import Urls


@dataclass(frozen=True, slots=True)
class Changes:
    """`found` is all of the scope, `listed` the villages of the list. `direct` keeps what lies in
    the scope itself and in none of its townships."""

    since: datetime.date
    scope: Scope
    direct: bool
    was: tuple[Standing, ...]
    now: tuple[Standing, ...]
    kinds: tuple[Change, ...]
    found: VillageChanges
    listed: VillageChanges

    @property
    def within(self) -> int | None:
        return self.scope.within

    @property
    def is_narrow(self) -> bool:
        """Is it less than a whole division?"""
        return self.direct or self.scope.district is not None

    @property
    def first(self) -> int:
        return number_of(self.since)


def scope_of(asked: Asked) -> Scope:
    return Scope(asked.division("within"), asked.division("district"))


def changes_of(asked: Asked) -> Changes:
    """Villages that stand as before are listed only where both standings are named, as for the
    number of them."""
    scope, first = scope_of(asked), since(asked, lambda: year_before(asked.date))
    direct = asked.flag("direct")
    was, now = asked.words("was", Standing), asked.words("now", Standing)
    kinds = asked.words("change", Change)
    found = changes_in(asked.snapshot, asked.view, number_of(first), scope)
    if direct:
        found = found.only(asked.snapshot.parties.township.array[found.rows] == NOWHERE)
    listed = found if (was and now) or kinds else found.only(found.change != Change.SAME)
    for column, words in (("was", was), ("now", now), ("change", kinds)):
        if words:
            listed = listed.only(np.isin(getattr(listed, column), [int(word) for word in words]))
    return Changes(first, scope, direct, was, now, kinds, found, listed)


class Lists:
    """Addresses of the villages of a scope as they stand on one of the two days: none where a
    donor district supports other places on that day than on the other."""

    def __init__(self, asked: Asked, held: Changes) -> None:
        self._key, self._district = (
            "" if row is None else asked.snapshot.parties.key(row) for row in held.scope
        )
        self._direct = held.direct
        self._same = held.scope.district is None or _supports_the_same(asked, held)
        self.now = asked.urls
        self.then = Urls({**asked.urls.kept, "at": held.since.isoformat()})

    def villages(self, urls: Urls, *cover: str) -> str:
        if not self._same:
            return ""
        return urls.villages(
            self._key, district=self._district, direct=self._direct, cover=list(cover)
        )


def _supports_the_same(asked: Asked, held: Changes) -> bool:
    assert held.scope.district is not None
    days = (held.first, asked.view.day)
    then, now = (
        runs(asked.snapshot, supported(asked.snapshot, day, held.scope.district)) for day in days
    )
    return then == now
