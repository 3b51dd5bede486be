"""The picture of two days."""

import datetime
from dataclasses import dataclass

from graph.analysis.coverage import View
from graph.days import number_of
from graph.network.snapshot import Snapshot
from server.pictures.compared.day_words import DayWords, Urls
from server.pictures.compared.days import Scope, changes_in, day_contents
from server.pictures.compared.drawing import compared_picture
from server.pictures.drawing import Drawing


@dataclass(frozen=True)
class TwoDays:
    """What is compared: the `view` is as of the later day, on which the villages are called
    `target`. `whole`: with the rows that did not change."""

    view: View
    since: datetime.date
    until: datetime.date
    scope: Scope
    target: str
    whole: bool = False


@dataclass(frozen=True)
class Addresses:
    """As of the earlier and of the later day; `other` is the same picture with the rows that did
    not change, or without them."""

    then: Urls
    now: Urls
    other: str


def two_days(snapshot: Snapshot, asked: TwoDays, addresses: Addresses) -> Drawing:
    """The same snapshot and question give the same picture."""
    since, scope = number_of(asked.since), asked.scope
    held = day_contents(snapshot, asked.view, since, scope, whole=asked.whole)
    found = changes_in(snapshot, asked.view, since, scope)
    words = DayWords(
        *(snapshot, scope, asked.target),
        *(asked.since, asked.until, found),
        *(addresses.now, addresses.then, addresses.other),
    )
    return compared_picture(held, words)
