"""Templates, and what they write numbers, days and names with."""

import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph.analysis.changes import Standing
from graph.analysis.involvement import Involvement
from graph.words import Cover, Side, Stage
from server import demo_marks
from server.pages import (
    dependence_columns,
    figure_columns,
    institutions_columns,
    list_columns,
    network_columns,
    participation_columns,
    time_columns,
)
from server.pages.changes import MOST_REASONS

MEANING = {
    Cover.COVERED: "与村签订了结对",
    Cover.PLANNED: "列入任务或协商中，未签订",
    Cover.TOWNSHIP_ONLY: "只与它的乡镇签订",
    Cover.COUNTY_ONLY: "只与它的县签订",
    Cover.NONE: "村、乡镇、县都没有",
}


def environment(folder: Path) -> Environment:
    """Everything is escaped, and a name that a template does not know is an error."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"thousands": thousands, "chinese_day": chinese_day, "css": css}
    made.globals |= {"Cover": Cover, "Side": Side, "Stage": Stage, "DEMO": demo_marks}
    made.globals |= {"columns": list_columns, "figure_columns": figure_columns}
    made.globals |= {"dependence_columns": dependence_columns, "Involvement": Involvement}
    made.globals |= {"network_columns": network_columns}
    made.globals |= {"participation_columns": participation_columns}
    made.globals |= {"institutions_columns": institutions_columns}
    made.globals |= {"time_columns": time_columns, "Standing": Standing}
    made.globals |= {"MOST_REASONS": MOST_REASONS}
    made.globals |= {"MEANING": MEANING, "MOMENTS": figure_columns.MOMENTS}
    return made


def thousands(number: int | None) -> str:
    """17,869; a dash for what a source does not say."""
    return "—" if number is None else f"{number:,}"


def chinese_day(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def css(word: Cover | Stage | Standing) -> str:
    """The class that colours a word: `township-only`."""
    return word.text.replace("_", "-")
