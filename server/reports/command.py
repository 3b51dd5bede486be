"""A report for the command line: what a page of the same address would give, without a server."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from graph.network.snapshot import Snapshot
from server.assets import Assets
from server.desk import Desk
from server.pages.asked import Asked
from server.pictures.style import for_file
from server.report_files import written
from server.reports.quarters import wanted
from server.shipped import shipped
from server.templating import environment


@dataclass(frozen=True, slots=True)
class MadeReport:
    """`troubles` are what the file leaves out, and why."""

    title: str
    quarter: str
    day: datetime.date
    content: bytes
    troubles: list[str]


@dataclass(frozen=True, slots=True)
class _Read:
    snapshot: Snapshot


def report_file(
    snapshot: Snapshot, today: datetime.date, district: str, query: Mapping[str, str], form: str
) -> MadeReport:
    """`district` is its key, `form` one of REPORT_FORMS. Raises NotFound, Invalid."""
    chosen = QueryParams({name: text for name, text in query.items() if text})
    held = wanted(Asked(snapshot, today, chosen, "/report", district))
    assets, troubles = Assets(shipped("static")), list[str]()
    desk = Desk(_Read(snapshot), environment(shipped("templates")), assets)
    content = written(desk, held, for_file(assets.text("picture.css")), form, troubles.append)
    return MadeReport(held.title, str(held.quarter), held.asked.date, content, troubles)
