"""Spans of things among days: merged, met, and counted day by day.

A thing is a number from 0; a place among `width` days is one from 0, `width` stands for after the
last of them. The work grows with the number of spans only.
"""

from typing import NamedTuple

import numpy as np

from graph.network.columns import BoolArray, IntArray

TABLE = 150_000
"""So many days a table may hold: those of 400 quarters."""


class Spans(NamedTuple):
    """S half-open spans: `thing` of each; `begin` < `end` are places of days."""

    thing: IntArray
    begin: IntArray
    end: IntArray

    @classmethod
    def none(cls) -> "Spans":
        empty = np.zeros(0, dtype=np.int64)
        return cls(empty, empty, empty)

    def only(self, kept: BoolArray) -> "Spans":
        # Numbers of places are taken several times as fast as by a mask.
        places = np.flatnonzero(kept)
        return Spans(*(column.take(places) for column in self))


def spans_of(index: IntArray, start: IntArray, end: IntArray, days: IntArray) -> Spans:
    """What holds from the day `start` to before `end`, among rising days; what holds on none of
    them is left out."""
    begin, finish = _places(days, start), _places(days, end)
    return Spans(index.astype(np.int64), begin, finish).only(begin < finish)


def _places(days: IntArray, asked: IntArray) -> IntArray:
    """For each asked day the place of the first of these rising days that is not before it."""
    if not len(days) or days[-1] - days[0] > TABLE:
        return np.searchsorted(days, asked)
    # Looked up in a table of all days between the first and the last.
    table = np.searchsorted(days, np.arange(days[0], days[-1] + 2))
    found: IntArray = table.take(asked.clip(days[0], days[-1] + 1) - days[0])
    return found


def joined(one: Spans, other: Spans) -> Spans:
    """The spans of both."""
    return Spans(*map(np.concatenate, zip(one, other, strict=True)))


def merged(spans: Spans, width: int) -> Spans:
    """The same days of the same things in as few spans as there can be, by thing, then by day."""
    if not len(spans.thing):
        return spans
    offset = spans.thing * (width + 1)
    begin = offset + spans.begin
    # They come nearly sorted, which this kind of sorting makes use of.
    order = np.argsort(begin, kind="stable")
    begin = begin[order]
    reach = np.maximum.accumulate((offset + spans.end)[order])
    new = np.ones(len(begin), dtype=bool)
    new[1:] = begin[1:] > reach[:-1]
    firsts = np.flatnonzero(new)
    lasts = np.append(firsts[1:], len(begin)) - 1
    index, place = np.divmod(begin[firsts], width + 1)
    return Spans(index, place, reach[lasts] - index * (width + 1))


def numbers(spans: Spans, width: int) -> IntArray:
    """int64 (width,): how many spans hold each day; of merged ones, how many things."""
    begun = np.bincount(spans.begin, minlength=width + 1)
    ended = np.bincount(spans.end, minlength=width + 1)
    found: IntArray = np.cumsum(begun - ended)[:width]
    return found


def both(one: Spans, other: Spans, width: int) -> IntArray:
    """int64 (width,): how many things have, on each day, a span of these merged ones and of those:
    all of the one and all of the other, less those of either."""
    either = numbers(merged(joined(one, other), width), width)
    return numbers(one, width) + numbers(other, width) - either


def twice(spans: Spans, width: int) -> Spans:
    """Where a thing has two spans or more."""
    if not len(spans.thing):
        return spans
    offset = spans.thing * (width + 1)
    bounds = np.concatenate([offset + spans.begin, offset + spans.end])
    order = np.argsort(bounds, kind="stable")
    steps = np.repeat((1, -1), len(offset))[order]
    bounds, level = bounds[order], np.cumsum(steps)
    # Between two bounds; at the last bound of a thing its level is 0 again.
    held = np.flatnonzero((level[:-1] >= 2) & (bounds[:-1] < bounds[1:]))
    index, begin = np.divmod(bounds[held], width + 1)
    found = Spans(index, begin, bounds[held + 1] - index * (width + 1))
    return merged(found, width)


def expanded(spans: Spans, place: IntArray, size: int) -> Spans:
    """For each thing i the spans of thing `place[i]`, of merged ones of `size` things."""
    slots = np.searchsorted(spans.thing, np.arange(size + 1))
    count = np.diff(slots)[place]
    ahead = np.cumsum(count) - count
    rows = np.arange(count.sum()) + np.repeat(slots[place] - ahead, count)
    return Spans(np.repeat(np.arange(len(place)), count), spans.begin[rows], spans.end[rows])
