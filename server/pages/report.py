"""The quarter's report of a district, as a page to be read and printed."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from markupsafe import Markup

from graph.language import say_as
from server.pages.asked import Asked, Ref, Shown
from server.pages.listing import Option
from server.pages.once import drawn_once
from server.reports.contents import report_of
from server.reports.model import Report
from server.reports.quarters import options, wanted


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`asked` is as of the quarter's end; `files` are the same as .docx and .xlsx."""

    asked: Asked
    report: Report
    quarters: tuple[Option, ...]
    files: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, str], ...]
    name: Hashable

    def once(self, caller: Callable[[], Markup]) -> Markup:
        """What a `call` of the template holds, written once for all who ask for this report."""
        return drawn_once(self.asked, self.name, caller)


def show_report(asked: Asked) -> Shown:
    held = wanted(asked)
    then, quarter = held.asked, str(held.quarter)
    page = ReportPage(
        then,
        report_of(held),
        options(asked, held.quarter),
        then.urls.report_files(held.key, quarter),
        tuple(asked.others("quarter", "at", "target", "exited")),
        (ReportPage, held.district, held.quarter, asked.today),
    )
    crumbs = (
        Ref(say_as("nav", "支援区"), then.urls.districts()),
        then.ref(held.district)._replace(href=then.urls.district(held.key)),
    )
    return Shown("report", held.title, page, crumbs)
