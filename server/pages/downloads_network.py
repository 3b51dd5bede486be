"""The lists about the network, as tables."""

from collections.abc import Mapping

from graph.analysis.way import way
from graph.errors import Invalid
from graph.export.table import Table
from graph.language import say
from graph.network.snapshot import NOWHERE
from server.pages.asked import Asked
from server.pages.columns import Taken, list_table, whole
from server.pages.list_columns import PARTIES
from server.pages.network import around, around_line, around_rows
from server.pages.network_columns import (
    AROUND,
    BETWEEN,
    BRIDGES,
    GROUPS,
    SHARED,
    STEPS,
    county_columns,
)
from server.pages.network_ends import named_by
from server.pages.network_members import member_rows, members, title_of
from server.pages.network_path import step_lines
from server.pages.network_shared import (
    counties_of,
    county_line,
    shared_line,
    shared_pairs,
    two_districts,
)
from server.pages.network_shared import title_of as title_of_counties
from server.pages.network_structure import (
    Part,
    between_line,
    between_of,
    bridge_line,
    group_line,
    part_of,
    structure_of,
)
from server.pages.parties import party_line


def network(asked: Asked) -> Table:
    """Whom the page lists. Raises Invalid when no party is named."""
    chosen = around(asked)
    if chosen.center.row is None:
        raise Invalid(say("没有写明看谁的周围"))
    lines = map(around_line(asked, chosen, most=None), around_rows(asked, chosen).tolist())
    name = asked.snapshot.parties.name(chosen.center.row)
    steps = (
        say("{hops} 步之内", hops=chosen.hops)
        if chosen.distance is None
        else say("第 {distance} 步", distance=chosen.distance)
    )
    return list_table(say("{name}的周围", name=name), AROUND, lines, [_day(asked), steps])


def path(asked: Asked) -> Table:
    """The steps. Raises Invalid when there is no way, or the two are not named."""
    start, goal = named_by(asked, "from").row, named_by(asked, "to").row
    if start is None or goal is None:
        raise Invalid(say("没有写明从谁到谁"))
    steps = way(asked.snapshot, asked.view.day, start, goal)
    if steps is None:
        raise Invalid(say("两者之间没有已签订的结对关系连成的路"))
    start_name, goal_name = map(asked.snapshot.parties.name, (start, goal))
    return list_table(
        say("{start}到{goal}的最短联系", start=start_name, goal=goal_name),
        STEPS,
        step_lines(asked, steps),
        [_day(asked)],
    )


def shared(asked: Asked) -> Table:
    lines = (shared_line(asked, found, most=None) for found in shared_pairs(asked))
    return list_table(say("同县支援"), SHARED, lines, _scoped(asked))


def counties(asked: Asked) -> Table:
    districts = two_districts(asked)
    lines = (county_line(asked, districts, row) for row in counties_of(asked, districts).tolist())
    headings = county_columns([whole(asked.ref(row)) for row in districts])
    return list_table(title_of_counties(asked, districts), headings, lines, _scoped(asked))


def structure(asked: Asked) -> Table:
    """Raises BeyondBound."""
    part = part_of(asked)
    if part is Part.BETWEEN:
        between = (between_line(asked, one) for one in between_of(asked))
        return list_table(say("网络枢纽"), BETWEEN, between, _scoped(asked))
    found = structure_of(asked)
    if part is Part.BRIDGES:
        bridges = (bridge_line(asked, one) for one in found.bridges)
        return list_table(say("唯一联系"), BRIDGES, bridges, _scoped(asked))
    return list_table(say("网络各片"), GROUPS, map(group_line(asked), found.groups), _scoped(asked))


def together(asked: Asked) -> Table:
    chosen = members(asked)
    rows = member_rows(asked, chosen)[chosen.share]
    held = asked.snapshot.pairings
    lost = (
        []
        if chosen.lost == NOWHERE
        else [say("假设失去结对关系：{lost}", lost=held.key(chosen.lost))]
    )
    filters = [*_scoped(asked), chosen.share.chinese, *lost]
    lines = (party_line(asked, row) for row in rows.tolist())
    return list_table(title_of(asked, chosen), PARTIES, lines, filters)


def _scoped(asked: Asked) -> list[str]:
    within = asked.division("within")
    named = (
        []
        if within is None
        else [say("范围：{within}", within=asked.snapshot.parties.name(within))]
    )
    return [_day(asked), *named]


def _day(asked: Asked) -> str:
    return say("截至 {day}", day=asked.date)


NETWORKS: Mapping[str, Taken] = {
    "/network": network,
    "/network/path": path,
    "/network/shared": shared,
    "/network/shared/counties": counties,
    "/network/structure": structure,
    "/network/members": together,
}
