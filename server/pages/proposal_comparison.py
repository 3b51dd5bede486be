"""Two proposals side by side, village by village: all of the list, and as a file."""

from dataclasses import dataclass

import numpy as np

from graph.export.table import Table
from graph.language import joined, say
from server.pages.asked import Asked, Ref, Shown
from server.pages.columns import Headings, list_table
from server.pages.listing import Listing, listing
from server.pages.proposal_columns import COMPARED
from server.pages.proposal_compared import (
    DIFFERENT,
    Compared,
    Comparison,
    Difference,
    DifferenceLine,
    compare,
    comparison,
    difference_line,
    question,
)
from server.pages.proposal_drawing import NOTHING, TITLE, compared_drawing, nothing
from server.pages.proposal_wishes import (
    in_words,
    proposed,
    view_in_words,
    wishes_in,
)
from server.pictures.drawing import Drawing


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """`chosen` kinds are listed; `list` is None where there is nothing to compare with. `proposal`
    leads to 乙."""

    comparison: Comparison | None
    problems: tuple[str, ...]
    drawing: Drawing
    download: str
    chosen: tuple[Difference, ...]
    every: str
    heads: Headings[DifferenceLine]
    list: Listing[DifferenceLine] | None
    proposal: str


def show_comparison(asked: Asked) -> Shown:
    held = proposed(asked, wishes_in(asked))
    it = compare(asked, held)
    chosen, rows = _listed(asked, it)
    download = {} if it is None else question(asked, it)
    page = ComparisonPage(
        None if it is None else comparison(asked, it),
        tuple(problem.message for problem in held.problems),
        nothing() if it is None else compared_drawing(asked, it),
        asked.urls.proposals_drawing({**download, "all": ["1"] if asked.flag("all") else []}),
        chosen,
        asked.again(what=None),
        COMPARED,
        listing(asked, np.array(rows, dtype=np.int64), difference_line(asked, it)) if it else None,
        asked.urls.proposals_with(download),
    )
    return Shown("proposals_compared", TITLE, page, (Ref(say("方案"), page.proposal),))


def compared_table(asked: Asked) -> Table:
    """The villages that differ, or those of the kinds that the address names."""
    it = compare(asked, proposed(asked, wishes_in(asked)))
    chosen, rows = _listed(asked, it)
    filters = view_in_words(asked)
    if it is None:
        return list_table(say("方案比较"), COMPARED, (), [*filters, NOTHING])
    for name, side in ((say("甲"), it.first), (say("乙"), it.second)):
        assumed = joined(in_words(asked, side.wishes), say("；")) or say("全部范围，不作任何改动")
        filters.append(say("{item}：{part}", item=name, part=assumed))
    filters.append(joined(what.chinese for what in chosen or DIFFERENT))
    return list_table(say("方案比较"), COMPARED, map(difference_line(asked, it), rows), filters)


def _listed(asked: Asked, it: Compared | None) -> tuple[tuple[Difference, ...], list[int]]:
    """Kinds that the address names, and the villages of them, or all that differ."""
    chosen = asked.words("what", Difference)
    if it is None:
        return chosen, []
    return chosen, [village for what in chosen or DIFFERENT for village in it.villages[what]]
