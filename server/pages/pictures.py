"""All pictures there are, and where to begin."""

from collections import Counter
from dataclasses import dataclass

from graph.analysis.joined import joined
from graph.language import say
from graph.words import Stage
from server.pages.asked import Asked, Shown
from server.pages.counted import Figure
from server.pages.districts import STAGES, DistrictLine, district_line, district_rows


@dataclass(frozen=True, slots=True)
class DistrictPictures:
    """A district with its two pictures: to counties, and from its towns to townships and
    villages."""

    line: DistrictLine
    counties: Figure


@dataclass(frozen=True, slots=True)
class PicturesPage:
    """`counties` are joined with any of the districts."""

    stages: tuple[Stage, ...]
    districts: tuple[DistrictPictures, ...]
    counties: int


def show_pictures(asked: Asked) -> Shown:
    found = joined(asked.snapshot, asked.view.day)
    number = Counter(one.district for one in found)
    districts = tuple(_district(asked, row, number[row]) for row in district_rows(asked))
    page = PicturesPage(STAGES, districts, len({one.county for one in found}))
    return Shown("pictures", say("关系图"), page)


def _district(asked: Asked, row: int, counties: int) -> DistrictPictures:
    line = district_line(asked, row)
    return DistrictPictures(line, Figure(counties, line.city))
