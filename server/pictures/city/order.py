"""In which order districts and counties stand, so that few lines cross and little ever moves.

One sweep of the layered layout, and no more: districts to their counties, counties to their
districts, districts once more. Going on until nothing improves leaves a sixth fewer crossings, but
then one line more may turn half of the picture over; so a county moves with its own lines only.
"""

from collections.abc import Sequence

import numpy as np

from graph.analysis.joined import Joined
from graph.network.snapshot import Snapshot
from server.pictures.layered import FloatArray, IntArray, Layers, crossings, in_branches

Order = tuple[tuple[int, ...], tuple[int, ...]]
"""Rows of the districts that have a line, and of the counties."""


def ordered(snapshot: Snapshot, lines: Sequence[Joined], counties: Sequence[int]) -> Order:
    """Counties stay in their provinces and prefectures, and in division order unless the other
    order has fewer crossings; districts follow them. Kept as long as no line comes or goes."""
    ends = tuple((line.district, line.county) for line in lines)
    key = (ordered, ends, tuple(counties))
    return snapshot.parties.memo.get(key, lambda: _ordered(snapshot, ends, counties))


def _ordered(
    snapshot: Snapshot, ends: tuple[tuple[int, int], ...], counties: Sequence[int]
) -> Order:
    districts = sorted({district for district, _ in ends})
    if not districts:
        return (), tuple(counties)
    places = {county: place for place, county in enumerate(counties)}
    numbers = {district: number for number, district in enumerate(districts)}
    pairs = [(numbers[district], places[county]) for district, county in ends]
    paths = tuple(_path(snapshot, county) for county in counties)
    layers = Layers((len(districts), len(counties)), (pairs,), paths)
    below = np.argsort(layers.given).tolist()
    above = _to_counties(layers, below)
    settled = _to_districts(layers, above, below)
    orders = ((above, below), (_to_counties(layers, settled), settled))
    above, below = min(orders, key=lambda order: _crossings(layers, *order))
    return tuple(districts[one] for one in above), tuple(counties[one] for one in below)


def _path(snapshot: Snapshot, county: int) -> tuple[int, int]:
    """Its province, and what it lies in directly."""
    above = snapshot.parties.ancestors(county)
    return (above[0], above[-1]) if above else (county, county)


def _to_counties(layers: Layers, below: list[int]) -> list[int]:
    """Districts, each at the mean of its counties."""
    starts, ends = layers.ends[0]
    heights = _means(starts, _ranks(below)[ends], layers.sizes[0])
    order: list[int] = np.argsort(heights, kind="stable").tolist()
    return order


def _to_districts(layers: Layers, above: list[int], below: list[int]) -> list[int]:
    """Counties, each at the mean of its districts as far as its branches let it; one without a
    line as high as it stands."""
    starts, ends = layers.ends[0]
    found = _means(ends, _ranks(above)[starts], layers.sizes[1])
    here = _ranks(below) * (len(above) / len(below))
    return in_branches(layers.paths, np.where(np.isnan(found), here, found).tolist())


def _means(nodes: IntArray, values: IntArray, size: int) -> FloatArray:
    """For each node the mean of its values; NaN for one without any."""
    count = np.bincount(nodes, minlength=size)
    total = np.bincount(nodes, values, size)
    means: FloatArray = np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
    return means


def _crossings(layers: Layers, above: list[int], below: list[int]) -> int:
    starts, ends = layers.ends[0]
    return crossings(_ranks(above)[starts], _ranks(below)[ends])


def _ranks(order: list[int]) -> IntArray:
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
