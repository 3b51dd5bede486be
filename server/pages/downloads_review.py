"""The reconciliation and the data-quality board as tables, each list whole."""

from collections.abc import Mapping

from graph.analysis.quality import find_check
from graph.analysis.quality import findings as find
from graph.export.table import Table
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
    place = [] if within is None else [f"{asked.snapshot.parties.name(within)} {year} 年"]
    return list_table(TITLE, columns.CLAIMS, claim_rows(asked, within, year), place)


def held(asked: Asked) -> Table:
    found = held_list(asked)
    place = f"{asked.snapshot.parties.name(found.scope)} {found.claim.year} 年"
    line = held_line(asked, found, None)
    name = f"{found.claim.item}：{found.part_name}"
    return list_table(name, columns.HELD, map(line, found.rows.tolist()), [place])


def quality(asked: Asked) -> Table:
    lines = check_lines(asked, asked.division("within"))
    return list_table("数据质量", columns.CHECKS, lines, _chosen(asked))


def findings(asked: Asked) -> Table:
    check, within = find_check(asked.key), asked.division("within")
    found = find(asked.snapshot, asked.view, check, within)
    lines = map(finding_line(asked, check, found), range(len(found)))
    return list_table(check.title, columns.of_check(check), lines, _chosen(asked))


def _chosen(asked: Asked) -> list[str]:
    within = asked.division("within")
    place = [] if within is None else [f"与{asked.snapshot.parties.name(within)}有关"]
    exited = ["含已退出"] if asked.view.exited else []
    return [f"截至 {asked.date}", f"目标村：{asked.view.target.chinese}", *exited, *place]


REVIEWS: Mapping[str, Taken] = {
    "/reconciliation": reconciliation,
    "/reconciliation/{key:path}": held,
    "/quality": quality,
    "/quality/{key:path}": findings,
}
