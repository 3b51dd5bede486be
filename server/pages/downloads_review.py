"""The reconciliation and the data-quality board as tables, each list whole."""

from collections.abc import Mapping

from graph.analysis.quality import find_check
from graph.analysis.quality import findings as find
from graph.export.table import Table
from graph.language import say
from server.pages import review_columns as columns
from server.pages.asked import Asked
from server.pages.columns import Taken, list_table
from server.pages.findings import finding_line
from server.pages.held import held_line, held_list
from server.pages.quality import check_lines
from server.pages.reconciliation import TITLE, claim_rows, claims_asked


def reconciliation(asked: Asked) -> Table:
    """All claims of the place and the year, with what the ledger holds of those it counts."""
    within, year = claims_asked(asked)
    place = [] if within is None else [_place_and_year(asked, within, year)]
    return list_table(TITLE, columns.CLAIMS, claim_rows(asked, within, year), place)


def held(asked: Asked) -> Table:
    found = held_list(asked)
    place = _place_and_year(asked, found.scope, found.claim.year)
    line = held_line(asked, found, None)
    name = say("{item}：{part}", item=found.claim.item, part=found.part_name)
    return list_table(name, columns.HELD, map(line, found.rows.tolist()), [place])


def quality(asked: Asked) -> Table:
    lines = check_lines(asked, asked.division("within"))
    return list_table(say("数据质量"), columns.CHECKS, lines, _chosen(asked))


def findings(asked: Asked) -> Table:
    check, within = find_check(asked.key), asked.division("within")
    found = find(asked.snapshot, asked.view, check, within)
    lines = map(finding_line(asked, check, found), range(len(found)))
    return list_table(check.title, columns.of_check(check), lines, _chosen(asked))


def _chosen(asked: Asked) -> list[str]:
    within = asked.division("within")
    name = None if within is None else asked.snapshot.parties.name(within)
    place = [] if name is None else [say("与{place}有关", place=name)]
    exited = [say("含已退出")] if asked.view.exited else []
    day = say("截至 {day}", day=asked.date)
    return [day, say("目标村：{target}", target=asked.view.target.chinese), *exited, *place]


def _place_and_year(asked: Asked, division: int, year: int) -> str:
    return say("{place} {year} 年", place=asked.snapshot.parties.name(division), year=year)


REVIEWS: Mapping[str, Taken] = {
    "/reconciliation": reconciliation,
    "/reconciliation/{key:path}": held,
    "/quality": quality,
    "/quality/{key:path}": findings,
}
