"""The columns of the counties below the picture of the city."""

from graph.language import say
from graph.words import Cover
from server.pages.city import CityLine
from server.pages.columns import Heading, Headings, counts, given, listed, shares, text_part, whole


def _covers(*covers: Cover) -> Heading[CityLine]:
    """Numbers that the screen shows in the bar alone."""
    return Heading("", tuple(part for cover in covers for part in _cover(cover).parts))


def _cover(cover: Cover) -> Heading[CityLine]:
    return counts(cover.chinese, lambda line: line.counted.covers[cover])


def _rate(line: CityLine) -> str:
    return line.counted.rate


CITY: Headings[CityLine] = (
    Heading(
        say("受援县"),
        (
            text_part(say("受援县"), 22, lambda line: whole(line.counted.name)),
            text_part(say("编码"), 12, lambda line: line.key),
        ),
    ),
    Heading(say("所在"), (text_part(say("所在"), 26, lambda line: listed(line.above, " ")),)),
    Heading(say("支援区"), (text_part(say("支援区"), 36, lambda line: given(line.givers)),)),
    Heading(say("覆盖"), css="wide"),
    counts(say("目标村"), lambda line: line.counted.total),
    _cover(Cover.COVERED),
    _cover(Cover.PLANNED),
    _covers(Cover.TOWNSHIP_ONLY, Cover.COUNTY_ONLY, Cover.NONE),
    counts(say("未结对"), lambda line: line.counted.uncovered),
    shares(say("覆盖率"), _rate),
    counts(say("结对关系"), lambda line: line.pairings),
)
