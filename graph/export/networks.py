"""Networks as files that other programs read: GraphML and GEXF, written by networkx.

A node is a party and is known by its key; an edge is a pairing from donor to recipient, or leads
from a part to what it is part of (`link` says which). Values are the words of data sets (`signed`,
`township`). What does not apply is left out. `start` and `end` are whole days; `start_precision`
says when only the month or the year is known; a pairing lasts until the day before its `end`.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from graph.analysis.coverage import View, cover_of
from graph.analysis.neighbourhood import Neighbourhood
from graph.days import ALWAYS, NEVER, date_of
from graph.errors import Invalid
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import DesignationKind, PartyKind, Precision, Side, Stage

if TYPE_CHECKING:
    import networkx as nx

Value = str | int | bool

NO_XML = re.compile(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that XML does not hold, and those that it does not give back as they were."""
_DECLARED = re.compile(rb"<\?xml[^>]*\?>\n?")
_NAMED = re.compile(rb"(<graph\b[^>]*?) name=\"[^\"]*\"")
_WRITTEN = re.compile(rb' lastmodifieddate="[^"]*"')


def name_around(snapshot: Snapshot, center: int, hops: int) -> str:
    """What a network is called, in the file and as a file."""
    return f"{snapshot.parties.name(center)}周围{hops}步的网络"


def name_of_scope(snapshot: Snapshot, within: int | None, district: int | None) -> str:
    names = [snapshot.parties.name(row) for row in (district, within) if row is not None]
    return f"{'与'.join(names) or '全部'}的结对网络"


def network_graph(
    snapshot: Snapshot, view: View, found: Neighbourhood, name: str
) -> "nx.MultiDiGraph[str]":
    """The parties and links as a graph; the same snapshot and view give the same, in order."""
    # It takes 0.2 s to import, and few commands need it.
    import networkx as nx  # noqa: PLC0415

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=plain(name))
    named = _designated(snapshot, view.day)
    distances = dict(zip(found.parties, found.distances, strict=False))
    for row in found.parties:
        graph.add_node(_key(snapshot, row), **dict(_party(snapshot, view, row, named, distances)))
    held, parties = snapshot.pairings, snapshot.parties
    for row in found.pairings:
        donor, recipient = (
            _key(snapshot, held.donor.at[row]),
            _key(snapshot, held.recipient.at[row]),
        )
        key = plain(held.key(row))
        graph.add_edge(donor, recipient, key, id=key, **dict(_pairing(snapshot, row)))
    taken = {plain(held.key(row)) for row in found.pairings}
    for row in found.parts:
        part, whole = _key(snapshot, row), _key(snapshot, parties.parent.at[row])
        key = f"part {part}"
        while key in taken:
            key += "'"
        graph.add_edge(part, whole, key, id=key, link="part")
    return graph


def write_network(graph: "nx.MultiDiGraph[str]", form: str, about: str) -> bytes:
    """The graph as a file of the form .graphml or .gexf; `about` stands at its top. Raises Invalid
    for another form."""
    import networkx as nx  # noqa: PLC0415

    file = io.BytesIO()
    match form:
        case ".graphml":
            # The form with lxml writes the same in other words, where lxml happens to be there.
            nx.write_graphml_xml(graph, file)
        case ".gexf":
            nx.write_gexf(graph, file)
        case _:
            raise Invalid(f"网络没有 {form} 这种文件；有 .graphml、.gexf")
    return _told(file.getvalue(), plain(about))


def plain(text: str) -> str:
    """The text without what XML cannot hold."""
    return NO_XML.sub("\ufffd", text)


def _told(written: bytes, about: str) -> bytes:
    """With a comment for people, and in GEXF as the description that programs show. Left out are
    the day of writing, so that the same network is the same file, and the graph's name, which the
    schema of GEXF does not know."""
    comment = f"<!-- {about.replace('--', '- -')} -->\n".encode()
    description = f"</creator><description>{escape(about)}</description>".encode()
    declared = _DECLARED.match(written)
    assert declared is not None
    body = _WRITTEN.sub(b"", written[declared.end() :], count=1)
    body = _NAMED.sub(rb"\1", body, count=1)
    body = body.replace(b"</creator>", description, 1)
    return declared[0] + comment + body


def _key(snapshot: Snapshot, row: int) -> str:
    return plain(snapshot.parties.key(row))


def _party(
    snapshot: Snapshot,
    view: View,
    row: int,
    designated: Mapping[int, DesignationKind],
    distances: Mapping[int, int],
) -> Iterator[tuple[str, Value]]:
    parties = snapshot.parties
    name = plain(parties.name(row))
    yield "label", name
    yield "name", name
    yield "kind", parties.kind_of(row).text
    yield "side", Side(parties.side.at[row]).text
    yield "place", plain(" ".join(map(parties.name, parties.ancestors(row))))
    if row in distances:
        yield "distance", distances[row]
    if parties.kind.at[row] != PartyKind.VILLAGE:
        return
    yield "named", bool(parties.named.at[row])
    cover = cover_of(snapshot, view, row)
    yield "target", cover is not None
    if cover is not None:
        yield "cover", cover.text
    if row in designated:
        yield "designation", designated[row].text


def _pairing(snapshot: Snapshot, row: int) -> Iterator[tuple[str, Value]]:
    held = snapshot.pairings
    text, id_ = held.text, held.id.at[row]
    yield "link", "pairing"
    yield "stage", Stage(held.stage.at[row]).text
    for what, bound, precision in (
        ("start", held.start, held.start_precision),
        ("end", held.end, held.end_precision),
    ):
        if bound.at[row] not in (ALWAYS, NEVER) and (date := date_of(bound.at[row])):
            yield what, date.isoformat()
            if precision.at[row] != Precision.DAY:
                yield f"{what}_precision", Precision(precision.at[row]).text
    for what, unit in (("lead", held.lead), ("partner", held.partner)):
        if unit.at[row] != NOWHERE:
            yield what, plain(snapshot.parties.name(unit.at[row]))
    if programme := text.programme[id_]:
        yield "programme", plain(programme)
    yield "source", plain(text.source[id_])


def _designated(snapshot: Snapshot, day: int) -> dict[int, DesignationKind]:
    """Of each village that is designated on the day, the worst."""
    held = snapshot.designations
    counts = (held.start.array <= day) & (day < held.end.array)
    found: dict[int, DesignationKind] = {}
    rows, kinds = held.village.array[counts].tolist(), held.kind.array[counts].tolist()
    for village, kind in zip(rows, kinds, strict=True):
        found[village] = min(found.get(village, DesignationKind.POOR), DesignationKind(kind))
    return found
