"""Where the rows of a picture stand: in the order that crosses least, without overlap."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from graph.network.snapshot import NOWHERE, Snapshot
from server.pictures.contents import Contents
from server.pictures.layered import Layers, Pairs, Path, arrange
from server.pictures.packing import pack

ROW = 26
LINE = 18
"""From one line of squares, or of small text, to the next."""
GROUP_GAP = 16
PASSING = 10
"""The height that a line takes in a column that it only passes through."""

PULLING = 8
"""Who has more stands among the first of its own, not in the middle of all."""

Passing = tuple[int, int]
"""(lead, donor): a chain without a partner, which only passes through the partners' column."""


@dataclass(frozen=True)
class Ties:
    """Leads, partners and donors by number, and who is tied to whom."""

    leads: tuple[int, ...]
    partners: tuple[int, ...]
    lead_partner: Pairs
    lead_donor: Pairs
    partner_donor: Pairs


def ties(contents: Contents) -> Ties:
    leads = tuple(sorted({lead for lead, _, _ in contents.chains} - {NOWHERE}))
    partners = tuple(sorted({partner for _, partner, _ in contents.chains} - {NOWHERE}))
    lead_number = {lead: number for number, lead in enumerate(leads)}
    partner_number = {partner: number for number, partner in enumerate(partners)}
    sets: tuple[set[tuple[int, int]], ...] = (set(), set(), set())
    for lead, partner, donor in contents.chains:
        if NOWHERE not in (lead, partner):
            sets[0].add((lead_number[lead], partner_number[partner]))
        elif lead != NOWHERE:
            sets[1].add((lead_number[lead], donor))
        if partner != NOWHERE:
            sets[2].add((partner_number[partner], donor))
    return Ties(leads, partners, *(sorted(pairs) for pairs in sets))


@dataclass(frozen=True)
class Rows:
    """Centres in px from the top of the first row, by number; of groups, by row of the party,
    the upper and the lower end."""

    leads: dict[int, int]
    partners: dict[int, int]
    passing: dict[Passing, int]
    donors: dict[int, int]
    places: dict[int, int]
    groups: dict[int, tuple[int, int]]
    height: int


def place_rows(
    snapshot: Snapshot, contents: Contents, lines: Sequence[int], texts: dict[int, int]
) -> Rows:
    """`lines` of squares of each place; how many small `texts` stand beside each group."""
    tied = ties(contents)
    layers = _layers(snapshot, contents, tied)
    leads, middle, donors, places = arrange(layers)
    place_at, group_at = _stack(contents, places, _heights(contents, lines), texts)
    donor_at = _pack(donors, _wishes(layers.links[2], place_at), ROW)
    count = len(tied.partners)
    sizes = {node: ROW if node < count else PASSING for node in middle}
    middle_at = _pack(middle, _wishes(layers.links[1], donor_at), sizes)
    lead_at = _pack(leads, _wishes(layers.links[0], middle_at), ROW)
    centres = [*lead_at.values(), *donor_at.values(), *(middle_at[node] for node in range(count))]
    # No donor is drawn where all are counted at their townships.
    top = min([0.0, *(centre - ROW / 2 for centre in centres)])
    bottom = max([*(end for _, end in group_at.values()), *(at + ROW / 2 for at in centres)])
    down = partial(_down, top)
    middle_row = down(middle_at)
    return Rows(
        leads=down(lead_at),
        partners={node: middle_row[node] for node in range(count)},
        passing={pair: middle_row[count + n] for n, pair in enumerate(tied.lead_donor)},
        donors=down(donor_at),
        places=down(place_at),
        groups={
            group: (round(start - top), round(end - top))
            for group, (start, end) in group_at.items()
        },
        height=round(bottom - top),
    )


def _down(top: float, centres: dict[int, float]) -> dict[int, int]:
    return {node: round(centre - top) for node, centre in centres.items()}


def _layers(snapshot: Snapshot, contents: Contents, tied: Ties) -> Layers:
    """Leads, partners with the lines that pass them, donors, places."""
    count = len(tied.partners)
    passing = [(count + index, pair) for index, pair in enumerate(tied.lead_donor)]
    return Layers(
        sizes=(len(tied.leads), count + len(passing), len(contents.donors), len(contents.places)),
        links=(
            [*tied.lead_partner, *((lead, node) for node, (lead, _) in passing)],
            [*tied.partner_donor, *((node, donor) for node, (_, donor) in passing)],
            [(gift.donor, gift.place) for gift in contents.gifts],
        ),
        paths=tuple(_paths(snapshot, contents)),
    )


def _paths(snapshot: Snapshot, contents: Contents) -> Iterator[Path]:
    """Province, prefecture, group; in it those of one lead, partner and donor stay together."""
    donors: dict[int, list[int]] = defaultdict(list)
    for gift in contents.gifts:
        donors[gift.place].append(gift.donor)
    chain_of: dict[int, tuple[int, int]] = {}
    for lead, partner, giver in contents.chains:
        chain_of[giver] = max((lead, partner), chain_of.get(giver, (lead, partner)))
    above = _above(snapshot, {place.group for place in contents.places})
    for number, place in enumerate(contents.places):
        donor = min(donors[number], default=NOWHERE)
        chain = max((chain_of[one] for one in donors[number]), default=(NOWHERE, NOWHERE))
        yield (*above[place.group], *chain, donor)


def _above(snapshot: Snapshot, groups: Iterable[int]) -> dict[int, Path]:
    """Groups with the divisions that hold them; one that lies in fewer counts as its own last."""
    paths = {group: [*snapshot.parties.ancestors(group), group] for group in groups}
    longest = max(map(len, paths.values()), default=0)
    return {group: (*path, *[group] * (longest - len(path))) for group, path in paths.items()}


def _heights(contents: Contents, lines: Sequence[int]) -> list[int]:
    """A place is as high as its lines of squares, and as the donors that stand beside it.

    A donor of several places stands beside each in part.
    """
    places = Counter(gift.donor for gift in contents.gifts)
    beside: dict[int, float] = defaultdict(float)
    for gift in contents.gifts:
        beside[gift.place] += 1 / places[gift.donor]
    # A sum of thirds is a little less than one.
    return [
        max(ROW + LINE * (count - 1), ROW * int(beside[place] + 0.001))
        for place, count in enumerate(lines)
    ]


def _stack(
    contents: Contents, order: Sequence[int], heights: Sequence[int], texts: dict[int, int]
) -> tuple[dict[int, float], dict[int, tuple[float, float]]]:
    """Centres of places and ends of groups, from the top down."""
    runs = groupby(order, key=lambda place: contents.places[place].group)
    centres: dict[int, float] = {}
    ends: dict[int, tuple[float, float]] = {}
    top = 0.0
    for group, places in runs:
        run = list(places)
        rows = sum(heights[place] for place in run)
        height = max(rows, ROW + LINE * texts[group])
        ends[group] = (top, top + height)
        at = top + (height - rows) / 2
        for place in run:
            centres[place] = at + heights[place] / 2
            at += heights[place]
        top += height + GROUP_GAP
    return centres, ends


def _wishes(pairs: Pairs, at: dict[int, float]) -> dict[int, list[float]]:
    wishes: dict[int, list[float]] = defaultdict(list)
    for node, other in pairs:
        wishes[node].append(at[other])
    # So whoever reads from the top, on a small screen too, does not look for it in vain.
    return {node: sorted(places)[:PULLING] for node, places in wishes.items()}


def _pack(
    order: Sequence[int], wishes: dict[int, list[float]], sizes: dict[int, int] | int
) -> dict[int, float]:
    heights = [sizes if isinstance(sizes, int) else sizes[node] for node in order]
    return dict(zip(order, pack([wishes[node] for node in order], heights), strict=True))
