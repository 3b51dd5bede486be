"""Commands that walk the network: who is around, the shortest way, shared counties, structure."""

import argparse

from graph.analysis.betweenness import Between, betweenness
from graph.analysis.neighbourhood import MOST_HOPS, reach
from graph.analysis.shared import shared_counties
from graph.analysis.structure import Bridge, Group, Share, structure
from graph.analysis.way import Step, sentence, step_text, walked, way
from graph.errors import Invalid
from graph.network.snapshot import Snapshot
from server.arguments import Commands, Parser, add_command
from server.command_network_files import add_network_files, run_network_files, wanted_files
from server.command_questions import named, read_day, read_party, read_snapshot, read_within
from server.output import Json, fine_percent, print_json, print_table, tell

GROUPS, BRIDGES, BETWEEN = "groups", "bridges", "between"


def add_network(commands: Commands) -> list[Parser]:
    """The commands, to which the caller adds what all questions take."""
    network = add_command(commands, "network", "周围：隔几步结对关系或隶属，与一个主体相连的有谁")
    network.add_argument("party", nargs="?", metavar="主体", help="编码，或唯一的名称")
    network.add_argument(
        "--hops",
        type=int,
        choices=range(1, MOST_HOPS + 1),
        default=1,
        metavar="步数",
        help=f"1 到 {MOST_HOPS}（默认 %(default)s）",
    )
    add_network_files(network)
    network.set_defaults(run=run_network)
    path = add_command(commands, "path", "最短联系：沿已签订的结对关系和隶属，从一个主体到另一个")
    path.add_argument("start", metavar="从", help="编码，或唯一的名称")
    path.add_argument("goal", metavar="到", help="编码，或唯一的名称")
    path.set_defaults(run=run_path)
    shared = add_command(commands, "shared", "同县支援：哪两个区支援同一个县，多的在前")
    shared.set_defaults(run=run_shared)
    whole = add_command(commands, "structure", "网络结构：连成几片，哪些结对关系是唯一的联系，枢纽")
    whole.add_argument(
        "--part",
        choices=(GROUPS, BRIDGES, BETWEEN),
        default=GROUPS,
        metavar="哪一种",
        help="groups 各片（默认）、bridges 唯一联系、between 枢纽",
    )
    whole.set_defaults(run=run_structure)
    return [network, path, shared, whole]


def run_network(options: argparse.Namespace) -> int:
    if files := wanted_files(options):
        return run_network_files(options, files)
    if options.party is None:
        raise Invalid("没有写明看谁的周围：写一个主体，或用 --graphml、--gexf 取出整个范围的网络")
    snapshot, day = read_snapshot(options), read_day(options)
    center = read_party(snapshot, options.party, read_within(snapshot, options))
    levels = reach(snapshot, day, center, options.hops)[1:]
    parties = snapshot.parties
    if options.json:
        print_json(
            {
                "center": named(snapshot, center),
                "parties": [
                    {**named(snapshot, row), "distance": distance}
                    for distance, level in enumerate(levels, 1)
                    for row in level
                ],
            }
        )
        return 0
    print_table(
        ("步数", "编码", "名称", "类型"),
        [
            (distance, parties.key(row), parties.name(row), parties.kind_of(row).chinese)
            for distance, level in enumerate(levels, 1)
            for row in level
        ],
    )
    tell(f"{parties.name(center)}周围 {options.hops} 步之内共 {sum(map(len, levels))} 个主体")
    return 0


def run_path(options: argparse.Namespace) -> int:
    snapshot, day = read_snapshot(options), read_day(options)
    within = read_within(snapshot, options)
    ends = [read_party(snapshot, text, within) for text in (options.start, options.goal)]
    steps = way(snapshot, day, *ends)
    if options.json:
        start, goal = (named(snapshot, row) for row in ends)
        found = None if steps is None else [_step(snapshot, step) for step in steps]
        said = None if steps is None else sentence(snapshot, steps)
        print_json({"from": start, "to": goal, "sentence": said, "steps": found})
    elif steps is None:
        names = "和".join(map(snapshot.parties.name, ends))
        tell(f"{names}之间没有已签订的结对关系连成的路")
    else:
        print_table(("步", "从", "怎样相连"), _steps(snapshot, steps))
        tell(sentence(snapshot, steps) or "两头是同一个主体")
    return 0


def run_shared(options: argparse.Namespace) -> int:
    snapshot, day = read_snapshot(options), read_day(options)
    found = shared_counties(snapshot, day, read_within(snapshot, options))
    if options.json:
        pairs: list[Json] = [
            {
                "districts": [named(snapshot, pair.first), named(snapshot, pair.second)],
                "counties": [named(snapshot, row) for row in pair.counties],
            }
            for pair in found
        ]
        print_json(pairs)
        return 0
    name = snapshot.parties.name
    print_table(
        ("支援区", "另一个支援区", "都支援的县", "哪些县"),
        [
            (name(one), name(other), len(counties), _listed(snapshot, counties))
            for one, other, counties in found
        ],
    )
    tell(f"共 {len(found)} 对支援区支援同一个县")
    return 0


def run_structure(options: argparse.Namespace) -> int:
    snapshot, day = read_snapshot(options), read_day(options)
    within = read_within(snapshot, options)
    if options.part == BETWEEN:
        _tell_between(snapshot, betweenness(snapshot, day, within), as_json=options.json)
    elif options.part == BRIDGES:
        bridges = structure(snapshot, day, within).bridges
        _tell_bridges(snapshot, bridges, as_json=options.json)
    else:
        _tell_groups(snapshot, structure(snapshot, day, within).groups, as_json=options.json)
    return 0


def _tell_groups(snapshot: Snapshot, groups: list[Group], *, as_json: bool) -> None:
    if as_json:
        lines: list[Json] = [
            {
                **dict(zip((share.text for share in Share), group.counts, strict=True)),
                "pairings": group.pairings,
                "divisions": [named(snapshot, row) for row in group.county_rows(snapshot)],
            }
            for group in groups
        ]
        print_json({"groups": lines})
        return
    print_table(
        ("区县", *(share.chinese for share in Share), "结对关系"),
        [
            (_listed(snapshot, group.county_rows(snapshot)), *group.counts, group.pairings)
            for group in groups
        ],
    )
    tell(f"共 {len(groups)} 片")


def _tell_bridges(snapshot: Snapshot, bridges: list[Bridge], *, as_json: bool) -> None:
    held, key, name = snapshot.pairings, snapshot.parties.key, snapshot.parties.name
    if as_json:
        lines: list[Json] = [
            {
                "pairing": held.key(one.pairing),
                "donor": named(snapshot, held.donor.at[one.pairing]),
                "recipient": named(snapshot, held.recipient.at[one.pairing]),
                "donorSide": one.donor_side,
                "recipientSide": one.recipient_side,
            }
            for one in bridges
        ]
        print_json({"bridges": lines})
        return
    ends = [(held.donor.at[one.pairing], held.recipient.at[one.pairing]) for one in bridges]
    print_table(
        ("支援方", "受援方", "受援方编码", "失去后支援方一边", "失去后受援方一边"),
        [
            (name(donor), name(recipient), key(recipient), one.donor_side, one.recipient_side)
            for (donor, recipient), one in zip(ends, bridges, strict=True)
        ],
    )
    tell(f"共 {len(bridges)} 条结对关系是唯一的联系")


def _tell_between(snapshot: Snapshot, found: list[Between], *, as_json: bool) -> None:
    if as_json:
        print_json({"between": [{**named(snapshot, row), "share": share} for row, share in found]})
        return
    print_table(
        ("编码", "名称", "经过它的最短联系"),
        [
            (snapshot.parties.key(row), snapshot.parties.name(row), fine_percent(share))
            for row, share in found
        ],
    )
    tell(f"共 {len(found)} 个主体处在别的主体之间")


def _step(snapshot: Snapshot, step: Step) -> dict[str, Json]:
    return {
        "from": named(snapshot, step.start),
        "to": named(snapshot, step.end),
        "how": walked(snapshot, step).text,
        "pairings": [snapshot.pairings.key(row) for row in step.pairings],
    }


def _steps(snapshot: Snapshot, steps: list[Step]) -> list[tuple[int, str, str]]:
    name = snapshot.parties.name
    return [(n, name(step.start), step_text(snapshot, step)) for n, step in enumerate(steps, 1)]


def _listed(snapshot: Snapshot, rows: tuple[int, ...] | list[int]) -> str:
    return "、".join(map(snapshot.parties.name, rows))
