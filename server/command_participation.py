"""Commands that ask who of the donor side takes part, and which institutions are supported."""

import argparse
from collections.abc import Iterator

from graph.analysis.institutions import (
    InstitutionGroup,
    InstitutionGrouping,
    institution_coverage,
    institutions,
)
from graph.analysis.institutions import total_of as total_of_institutions
from graph.analysis.involvement import Involvement, InvolvementCounts, involvement
from graph.analysis.participation import (
    DIVISIONS,
    TOWNSHIPS,
    VILLAGES,
    DonorSort,
    Participation,
    donor_sorts,
    participants,
    participation,
    total_of,
)
from graph.network.snapshot import NOWHERE, Snapshot
from server.arguments import Commands, Parser, add_command
from server.command_questions import named, read_day, read_snapshot, read_within
from server.output import Json, percent, print_json, print_table, tell

SORTS = (
    ("区本级", (DonorSort.DISTRICT,)),
    ("镇街", TOWNSHIPS),
    ("村（社区）", VILLAGES),
    *((sort.chinese, (sort,)) for sort in DonorSort if sort not in DIVISIONS),
)
NO_UNITS = "台账里没有受援方的学校、医院或其他单位；先用 jiedui import organisations 导入单位名录"
COUNTS = ("总数", *(state.chinese for state in Involvement), "已结对比例")


def add_participation(commands: Commands) -> list[Parser]:
    """The two commands, to which the caller adds what all questions take."""
    donors = add_command(
        commands, "participation", "参与：各区的镇街、村（社区）、单位，多少已结对"
    )
    donors.set_defaults(run=run_participation)
    units = add_command(commands, "institutions", "受援的学校、医院等单位，各县有多少已结对")
    units.add_argument(
        "--by",
        choices=[grouping.text for grouping in InstitutionGrouping],
        default=InstitutionGrouping.COUNTY.text,
        metavar="分组",
        help="county 县（默认）、township 乡镇",
    )
    units.set_defaults(run=run_institutions)
    for command in (donors, units):
        command.add_argument(
            "--state",
            action="append",
            choices=[state.text for state in Involvement],
            metavar="结对",
            help="再逐个列出：paired 已结对、promised 拟结对、none 无结对；可多次",
        )
    donors.add_argument("--direct", action="store_true", help="只看不在任何区的")
    units.add_argument(
        "--direct",
        action="store_true",
        help="只看不在任何县的（与 --by township 合用：不在任何乡镇的）",
    )
    return [donors, units]


def run_participation(options: argparse.Namespace) -> int:
    snapshot, day = read_snapshot(options), read_day(options)
    within, states = read_within(snapshot, options), _states(options)
    direct: bool = options.direct
    groups = [
        group
        for group in participation(snapshot, day, within)
        if group.district is None or not direct
    ]
    rows = (
        participants(snapshot, day, within, states=states, direct=direct).tolist() if states else []
    )
    if options.json:
        answer: dict[str, Json] = {
            "groups": [_group_json(snapshot, group) for group in groups],
            "total": _sorts_json(total_of(groups)),
        }
        if states:
            answer["parties"] = [_party_json(snapshot, day, row) for row in rows]
        print_json(answer)
        return 0
    _print_groups(snapshot, groups)
    if states:
        _print_parties(snapshot, day, rows)
    tell(
        "已结对：自己是支援方，有截至日在期内、已签订的结对关系；含辖区内：它或辖区里有支援方已结对"
    )
    return 0


def run_institutions(options: argparse.Namespace) -> int:
    snapshot, day = read_snapshot(options), read_day(options)
    within, states = read_within(snapshot, options), _states(options)
    grouping = InstitutionGrouping.named(options.by)
    outside = grouping if options.direct else None
    groups = [
        group
        for group in institution_coverage(snapshot, day, grouping, within)
        if group.division is None or outside is None
    ]
    rows = (
        institutions(snapshot, day, within, states=states, outside=outside).tolist()
        if states
        else []
    )
    if options.json:
        answer: dict[str, Json] = {
            "groups": [_units_json(snapshot, group) for group in groups],
            "total": _kinds_json(total_of_institutions(groups)),
        }
        if states:
            answer["institutions"] = [_party_json(snapshot, day, row) for row in rows]
        print_json(answer)
        return 0
    if not groups:
        tell(NO_UNITS if outside is None else f"没有不在任何{outside.chinese}的受援单位")
        return 0
    _print_units(snapshot, grouping, groups)
    if states:
        _print_parties(snapshot, day, rows)
    return 0


def _states(options: argparse.Namespace) -> list[Involvement]:
    return [Involvement.named(text) for text in dict.fromkeys(options.state or ())]


def _counts_json(counts: InvolvementCounts) -> dict[str, Json]:
    return {
        "total": counts.total,
        "paired": counts.paired,
        "promised": counts.promised,
        "none": counts.none,
        "rate": counts.rate,
    }


def _sorts_json(group: Participation) -> list[Json]:
    return [
        {"sort": one.sort.name, **_counts_json(one), "pairedInside": one.paired_inside}
        for one in group.sorts
        if one.total
    ]


def _kinds_json(group: InstitutionGroup) -> list[Json]:
    return [{"kind": one.kind.name, **_counts_json(one)} for one in group.kinds if one.total]


def _place_json(snapshot: Snapshot, row: int | None) -> Json:
    return None if row is None else named(snapshot, row)


def _group_json(snapshot: Snapshot, group: Participation) -> Json:
    return {"district": _place_json(snapshot, group.district), "counts": _sorts_json(group)}


def _units_json(snapshot: Snapshot, group: InstitutionGroup) -> Json:
    return {"division": _place_json(snapshot, group.division), "counts": _kinds_json(group)}


def _party_json(snapshot: Snapshot, day: int, row: int) -> Json:
    state = Involvement(involvement(snapshot, day).at[row])
    kind = snapshot.parties.kind_of(row)
    return {**named(snapshot, row), "kind": kind.name, "involvement": state.name}


def _print_groups(snapshot: Snapshot, groups: list[Participation]) -> None:
    lines: list[tuple[object, ...]] = []
    for group in groups:
        name = _place(snapshot, group.district, "不在任何区")
        lines += ((name, *line) for line in _sort_lines(group))
    if len(groups) > 1:
        lines += (("合计", *line) for line in _sort_lines(total_of(groups)))
    print_table(("区", "类型", *COUNTS, "含辖区内已结对"), lines)


def _sort_lines(group: Participation) -> Iterator[tuple[object, ...]]:
    """Sorts of townships and of villages together."""
    for name, sorts in SORTS:
        counts = group.of(sorts)
        if counts.total:
            reached = group.paired_inside(sorts) if sorts[0] in DIVISIONS else ""
            yield name, *_cells(counts), reached


def _print_units(
    snapshot: Snapshot, grouping: InstitutionGrouping, groups: list[InstitutionGroup]
) -> None:
    lines: list[tuple[object, ...]] = []
    for group in groups:
        name = _place(snapshot, group.division, f"不在任何{grouping.chinese}")
        lines += ((name, *line) for line in _kind_lines(group))
    if len(groups) > 1:
        lines += (("合计", *line) for line in _kind_lines(total_of_institutions(groups)))
    print_table((grouping.chinese, "类型", *COUNTS), lines)


def _kind_lines(group: InstitutionGroup) -> Iterator[tuple[object, ...]]:
    for counts in group.kinds:
        if counts.total:
            yield counts.kind.chinese, *_cells(counts)


def _cells(counts: InvolvementCounts) -> tuple[object, ...]:
    return counts.total, counts.paired, counts.promised, counts.none, percent(counts.rate)


def _place(snapshot: Snapshot, row: int | None, nowhere: str) -> str:
    return nowhere if row is None else snapshot.parties.name(row)


def _print_parties(snapshot: Snapshot, day: int, rows: list[int]) -> None:
    parties, state = snapshot.parties, involvement(snapshot, day).at
    lines = []
    for row in rows:
        place = " ".join(map(parties.name, parties.ancestors(row)))
        told = Involvement(state[row]).chinese
        lines.append((parties.key(row), parties.name(row), _kind(snapshot, row), place, told))
    tell("")
    print_table(("编码", "名称", "类型", "所在", "结对"), lines)
    tell(f"共 {len(rows)} 个")


def _kind(snapshot: Snapshot, row: int) -> str:
    sort = donor_sorts(snapshot).at[row]
    return snapshot.parties.kind_of(row).chinese if sort == NOWHERE else DonorSort(sort).chinese
