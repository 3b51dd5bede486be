"""Which of each district take part: towns, streets, communities and units, one district a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.analysis.involvement import Involvement
from graph.analysis.participation import (
    DIVISIONS,
    TOWNSHIPS,
    VILLAGES,
    DonorSort,
    Participation,
    participation,
    total_of,
)
from graph.language import say
from graph.words import Word
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Figure
from server.pages.participation_cells import Address, CellColumn, CellLine, involved_cell

COLUMNS = (
    CellColumn(say("区本级"), (DonorSort.DISTRICT,)),
    CellColumn(say("镇街"), TOWNSHIPS),
    CellColumn(say("村（社区）"), VILLAGES),
    *(CellColumn(sort.chinese, (sort,)) for sort in DonorSort if sort not in DIVISIONS),
)
OUTSIDE = say("不在任何区")


@dataclass(frozen=True, slots=True)
class ParticipationPage:
    """`columns` are those of which the ledger has any."""

    columns: tuple[CellColumn, ...]
    lines: tuple[CellLine, ...]
    total: CellLine


def show_participation(asked: Asked) -> Shown:
    return Shown("participation", say("参与情况"), participation_page(asked))


def participation_page(asked: Asked) -> ParticipationPage:
    groups = participation(asked.snapshot, asked.view.day)
    whole = total_of(groups)
    columns = tuple(column for column in COLUMNS if whole.of(_sorts(column)).total)
    total = _line(
        asked, whole, columns, Ref(say("合计"), asked.urls.participants()), "", direct=False
    )
    lines = tuple(_group_line(asked, group, columns) for group in groups)
    return ParticipationPage(columns, lines, total)


def address_of(asked: Asked, within: str, *, direct: bool) -> Address:
    """Where the parties of a scope are listed by their sorts."""

    def address(sorts: Sequence[Word], state: Involvement | None) -> str:
        return asked.urls.participants(
            within,
            [sort.text for sort in sorts],
            "" if state is None else state.text,
            direct=direct,
        )

    return address


def reached(
    asked: Asked, group: Participation, sorts: Sequence[DonorSort], within: str, *, direct: bool
) -> Figure | None:
    """Those of the sorts that are paired themselves or in which something is; None for units."""
    if not set(sorts) <= set(DIVISIONS):
        return None
    listed = [sort.text for sort in sorts]
    href = asked.urls.participants(
        within, listed, Involvement.PAIRED.text, inside=True, direct=direct
    )
    return Figure(group.paired_inside(sorts), href)


def _group_line(asked: Asked, group: Participation, columns: Sequence[CellColumn]) -> CellLine:
    if group.district is None:
        name = Ref(OUTSIDE, asked.urls.participants(direct=True))
        return _line(asked, group, columns, name, "", direct=True)
    key = asked.snapshot.parties.key(group.district)
    name = asked.ref(group.district)._replace(href=asked.urls.participants(key))
    return _line(asked, group, columns, name, key, direct=False)


def _line(
    asked: Asked,
    group: Participation,
    columns: Sequence[CellColumn],
    name: Ref,
    within: str,
    *,
    direct: bool,
) -> CellLine:
    address = address_of(asked, within, direct=direct)
    return CellLine(
        name,
        tuple(
            involved_cell(
                group.of(sorts),
                address,
                sorts,
                reached(asked, group, sorts, within, direct=direct),
            )
            for sorts in map(_sorts, columns)
        ),
    )


def _sorts(column: CellColumn) -> tuple[DonorSort, ...]:
    return tuple(DonorSort(word) for word in column.words)
