"""Templates, and what they write numbers, days and names with."""

import datetime
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graph.analysis.changes import Standing
from graph.analysis.involvement import Involvement
from graph.language import NAMES, marked_up, say, sentence, sentence_as, told
from graph.words import Cover, Side, Stage
from server import demo_marks
from server.address import as_png
from server.pages import (
    city_columns,
    dependence_columns,
    figure_columns,
    institutions_columns,
    list_columns,
    map_columns,
    network_columns,
    participation_columns,
    time_columns,
)
from server.pages.changes import MOST_REASONS
from server.pages.crumbs import way_to
from server.pages.explained import why
from server.pages.help import KEYS
from server.pictures.drawing import Drawing
from server.pictures.picture import Picture
from server.reports.model import numeral

MEANING = {
    Cover.COVERED: say("与村签订了结对"),
    Cover.PLANNED: say("列入任务或协商中，未签订"),
    Cover.TOWNSHIP_ONLY: say("只与它的乡镇签订"),
    Cover.COUNTY_ONLY: say("只与它的县签订"),
    Cover.NONE: say("村、乡镇、县都没有"),
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
    made.filters |= {"thousands": thousands, "day": written_day, "css": css}
    made.filters |= {"told": told}
    made.globals |= {
        "say": sentence,
        "say_as": sentence_as,
        "marked_up": marked_up,
        "LANGUAGES": NAMES,
    }
    made.filters |= {"as_png": as_png}
    made.globals |= {"Cover": Cover, "Side": Side, "Stage": Stage, "DEMO": demo_marks}
    made.globals |= {"columns": list_columns, "figure_columns": figure_columns}
    made.globals |= {"dependence_columns": dependence_columns, "Involvement": Involvement}
    made.globals |= {"network_columns": network_columns, "city_columns": city_columns}
    made.globals |= {"participation_columns": participation_columns}
    made.globals |= {"institutions_columns": institutions_columns, "map_columns": map_columns}
    made.globals |= {"time_columns": time_columns, "Standing": Standing}
    made.globals |= {"way_to": way_to, "KEYS": KEYS, "why": why, "section_number": numeral}
    made.globals |= {"MOST_REASONS": MOST_REASONS, "written_once": written_once}
    made.globals |= {"MEANING": MEANING, "MOMENTS": figure_columns.MOMENTS}
    return made


def written_once(picture: Picture | Drawing, caller: Callable[[], Markup]) -> Markup:
    """What a `call` of a template makes of a picture. One that is kept with the snapshot is
    written for whoever asks first; it is of one language and one set of addresses."""
    if not picture.written:
        picture.written.append(caller())
    return Markup(picture.written[0])


def thousands(number: int | None) -> str:
    """17,869; a dash for what a source does not say."""
    return "—" if number is None else f"{number:,}"


def written_day(day: datetime.date) -> str:
    return told(say("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day))


def css(word: Cover | Stage | Standing) -> str:
    """The class that colours a word: `township-only`."""
    return word.text.replace("_", "-")
