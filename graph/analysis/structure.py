"""How a network holds together: the groups that it falls into, and the pairings that alone hold two
parts of one together.

The network is that of a scope (`graph.network.graphs`): signed pairings that are active on the day,
and what their ends lie in up to the county. A group is a connected component of it. A bridge is a
pairing whose loss alone leaves no way between its donor and its recipient; the loss of a party's
place in a division is no question here, so such links are never listed, though they hold. A pairing
that another runs beside, between the same two parties, is no bridge.

Within a scope the ways that lead around it outside do not count.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from graph.errors import NotFound
from graph.language import say
from graph.network.columns import BoolArray, IntArray
from graph.network.graphs import Cut, cut, graph_of, matrix_of, single
from graph.network.snapshot import NOWHERE, Parties, Snapshot
from graph.words import PartyKind, Side, Word

if TYPE_CHECKING:
    import networkx as nx


class Share(Word):
    """Which of the parties of a group."""

    PARTIES = 0, say("主体")
    DONORS = 1, say("支援方")
    RECIPIENTS = 2, say("受援方")
    VILLAGES = 3, say("结对村")
    DISTRICTS = 4, say("支援区")
    COUNTIES = 5, say("受援县")


class Counts(NamedTuple):
    """How many parties, in the order of Share. Donors and recipients are those that stand in a
    pairing of the scope themselves, villages are such recipients; districts and counties are also
    there when only something in them is."""

    parties: int
    donors: int
    recipients: int
    villages: int
    districts: int
    counties: int


@dataclass(frozen=True, slots=True)
class Group:
    """Parties that hang together: rows, rising. `pairings` counts those among them."""

    parties: IntArray
    counts: Counts
    pairings: int

    def county_rows(self, snapshot: Snapshot) -> list[int]:
        """Its districts and counties, in division order."""
        kinds = snapshot.parties.kind.array[self.parties]
        rows: list[int] = self.parties[kinds == PartyKind.COUNTY].tolist()
        return rows


class Bridge(NamedTuple):
    """`donor_side` are the parties that are left on the donor's side when the pairing, a row, is
    lost; `recipient_side` those on the other."""

    pairing: int
    donor_side: int
    recipient_side: int

    @property
    def parted(self) -> int:
        """Parties of the smaller side."""
        return min(self.donor_side, self.recipient_side)


class Structure(NamedTuple):
    groups: list[Group]
    """Most parties first, of equal ones in division order."""
    bridges: list[Bridge]
    """Those that part most first, of equal ones by row of the pairing."""


def structure(snapshot: Snapshot, day: int, within: int | None = None) -> Structure:
    """Groups and bridges of a division's network, of everything for None. Raises BeyondBound."""
    return snapshot.memo.get(
        (structure, day, within), lambda: _structure(snapshot, cut(snapshot, day, within))
    )


def together(
    snapshot: Snapshot, day: int, party: int, within: int | None = None, lost: int | None = None
) -> IntArray:
    """Rows of the parties that hang together with this one, itself among them, rising; as it would
    be without the pairing of the row `lost`. Raises NotFound for a party or a pairing that is not
    there."""
    key = (together, day, party, within, lost)
    return snapshot.memo.get(
        key, lambda: _together(snapshot, cut(snapshot, day, within), party, lost)
    )


def shares_of(snapshot: Snapshot, day: int, within: int | None, rows: IntArray) -> list[IntArray]:
    """For each Share those of the rows that `Counts` counts under it."""
    counted = _shares(snapshot.parties, _ends(snapshot, cut(snapshot, day, within)))[:, rows]
    return [rows[here] for here in counted]


def _together(snapshot: Snapshot, found: Cut, party: int, lost: int | None) -> IntArray:
    name = snapshot.parties.name
    if party not in found.parties:
        raise NotFound(say("{name}不在这个范围已签订的结对网络里", name=name(party)))
    if lost is not None and lost not in found.pairings:
        donor, recipient = snapshot.pairings.donor.at[lost], snapshot.pairings.recipient.at[lost]
        raise NotFound(
            say(
                "{donor}支援{recipient}的这一条结对关系不在这个范围已签订的结对网络里："
                "它没有签订，或者截至日不在期内，或者不属于所选的范围；请换截至日或范围",
                donor=name(donor),
                recipient=name(recipient),
            )
        )
    left = replace(found, pairings=found.pairings[found.pairings != lost])
    # It takes 0.1 s to import, and few commands need it.
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    _, piece = connected_components(matrix_of(snapshot, left), directed=False)
    rows: IntArray = found.parties[piece == piece[np.searchsorted(found.parties, party)]]
    rows.flags.writeable = False
    return rows


def _structure(snapshot: Snapshot, found: Cut) -> Structure:
    import networkx as nx  # noqa: PLC0415 (as in graph.network.graphs)

    graph = graph_of(snapshot, found)
    pieces: list[IntArray] = [np.array(sorted(one)) for one in nx.connected_components(graph)]
    pieces.sort(key=lambda rows: (-len(rows), rows[0]))
    return Structure(_groups(snapshot, found, pieces), _bridges(snapshot, found, graph))


def _groups(snapshot: Snapshot, found: Cut, pieces: list[IntArray]) -> list[Group]:
    if not pieces:
        return []
    shares = _shares(snapshot.parties, _ends(snapshot, found))
    order = np.concatenate(pieces)
    starts = np.cumsum([0, *map(len, pieces[:-1])])
    counts = np.add.reduceat(shares[:, order], starts, axis=1, dtype=np.int64).T.tolist()
    number = np.zeros(len(snapshot.parties), dtype=np.int32)
    number[order] = np.repeat(np.arange(len(pieces)), [*map(len, pieces)])
    donors = snapshot.pairings.donor.array[found.pairings]
    pairings = np.bincount(number[donors], minlength=len(pieces)).tolist()
    return [
        Group(rows, Counts(*counted), among)
        for rows, counted, among in zip(pieces, counts, pairings, strict=True)
    ]


def _ends(snapshot: Snapshot, found: Cut) -> IntArray:
    held = snapshot.pairings
    return np.concatenate([held.donor.array[found.pairings], held.recipient.array[found.pairings]])


def _shares(parties: Parties, ends: IntArray) -> BoolArray:
    """bool (6, P): does each share hold this party?"""
    paired = np.zeros(len(parties), dtype=bool)
    paired[ends] = True
    donor, kind = parties.side.array == Side.DONOR, parties.kind.array
    county = kind == PartyKind.COUNTY
    taker = paired & ~donor
    return np.stack(
        [
            np.ones_like(paired),
            paired & donor,
            taker,
            taker & (kind == PartyKind.VILLAGE),
            county & donor,
            county & ~donor,
        ]
    )


def _bridges(snapshot: Snapshot, found: Cut, graph: "nx.Graph[int]") -> list[Bridge]:
    """What each parts is summed up over the tree that all links which part make of the pieces
    between them. The graph is taken apart."""
    import networkx as nx  # noqa: PLC0415 (as in graph.network.graphs)

    only = single(snapshot, found)
    # The stubs say that it gives nodes.
    parting = cast("list[tuple[int, int]]", [*nx.bridges(graph)])
    lost = [(pair, only[pair]) for one in parting for pair in (one, one[::-1]) if pair in only]
    if not lost:
        return []
    graph.remove_edges_from(parting)
    piece: dict[int, int] = {}
    sizes: list[int] = []
    for number, members in enumerate(nx.connected_components(graph)):
        piece.update(dict.fromkeys(members, number))
        sizes.append(len(members))
    tree = _Tree(sizes, [(piece[one], piece[other]) for one, other in parting])
    bridges = [
        Bridge(pairing, *tree.sides(piece[donor], piece[recipient]))
        for (donor, recipient), pairing in lost
    ]
    return sorted(bridges, key=lambda bridge: (-bridge.parted, bridge.pairing))


class _Tree:
    """Pieces of these sizes, joined so that there is no way but one between any two."""

    def __init__(self, sizes: list[int], joined: list[tuple[int, int]]) -> None:
        import networkx as nx  # noqa: PLC0415 (as in graph.network.graphs)

        forest: nx.Graph[int] = nx.Graph()
        forest.add_nodes_from(range(len(sizes)))
        forest.add_edges_from(joined)
        self._above = [NOWHERE] * len(sizes)
        self._below = [*sizes]
        self._whole = [0] * len(sizes)
        for members in nx.connected_components(forest):
            whole = sum(sizes[each] for each in members)
            for upper, lower in reversed([*nx.bfs_edges(forest, min(members))]):
                self._above[lower] = upper
                self._below[upper] += self._below[lower]
            for each in members:
                self._whole[each] = whole

    def sides(self, one: int, other: int) -> tuple[int, int]:
        """What is left on the side of each of two joined pieces when they are parted."""
        if self._above[other] == one:
            return self._whole[one] - self._below[other], self._below[other]
        return self._below[one], self._whole[one] - self._below[one]
