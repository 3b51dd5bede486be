"""The quarter's report of a district, as a page to be read and printed."""

from dataclasses import dataclass

from graph.language import say_as
from server.pages.asked import Asked, Ref, Shown
from server.pages.listing import Option
from server.reports.contents import report_of
from server.reports.model import Report
from server.reports.quarters import options, wanted


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`files` are the same as .docx and .xlsx; `day` and `quarter` are what it is of."""

    report: Report
    quarters: tuple[Option, ...]
    files: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, str], ...]


def show_report(asked: Asked) -> Shown:
    held = wanted(asked)
    then, quarter = held.asked, str(held.quarter)
    page = ReportPage(
        report_of(held),
        options(asked, held.quarter),
        then.urls.report_files(held.key, quarter),
        tuple(asked.others("quarter", "at", "target", "exited")),
    )
    crumbs = (
        Ref(say_as("nav", "支援区"), then.urls.districts()),
        then.ref(held.district)._replace(href=then.urls.district(held.key)),
    )
    return Shown("report", held.title, page, crumbs)
