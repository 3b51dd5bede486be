"""The part of a report on villages that nobody covers, and who is planned or negotiated with."""

from graph.analysis.coverage import VillageOrder
from graph.language import joined, say
from graph.words import Cover, Stage
from server.pages.counted import OPEN
from server.pages.village_query import VillageChoice, find_villages
from server.pages.villages import VillageLine, village_line
from server.reports.model import (
    Cell,
    Grid,
    Head,
    Row,
    Section,
    Sentence,
    given,
    named,
    names,
    place,
    text,
)
from server.reports.quarters import Wanted


def uncovered_section(wanted: Wanted) -> Section:
    """The list of /uncovered with this district, in its order."""
    asked = wanted.asked
    choice = VillageChoice(None, wanted.district, order=VillageOrder.COVER)
    found = find_villages(asked, choice, OPEN)
    villages = found.rows.tolist()
    line = village_line(asked)
    urls, key = asked.urls, wanted.key
    figures = {
        cover.text: Cell(found.covers[cover], urls.uncovered(district=key, cover=[cover.text]))
        for cover in OPEN
    }
    said = [
        say("{cover} {number} 个", cover=cover.chinese, number=place(cover.text)) for cover in OPEN
    ]
    return Section(
        "uncovered",
        say("未结对的村和拟结对的支援方"),
        (
            Sentence(
                say(
                    "未结对的{target} {total} 个：{said}。",
                    target=asked.target,
                    total=place("total"),
                    said=joined(said, say("，")),
                ),
                {"total": Cell(len(villages), urls.uncovered(district=key)), **figures},
            ),
        ),
        (
            Grid(
                "uncovered-villages",
                say("未结对的村"),
                (
                    *(Head(say("村"), 24), Head(say("所在"), 24), Head(say("覆盖"), 12)),
                    *(Head(say("拟结对的支援方"), 30), Head(say("责任单位"), 20)),
                    Head(say("乡镇和县的支援方"), 30),
                ),
                villages,
                lambda village: _row(line(village)),
                say("没有未结对的村。") if wanted_total(wanted) else say("没有目标村。"),
            ),
        ),
    )


def wanted_total(wanted: Wanted) -> int:
    """How many target villages there are."""
    choice = VillageChoice(None, wanted.district)
    return len(find_villages(wanted.asked, choice).rows)


def _row(line: VillageLine) -> Row:
    promised = tuple(giver for giver in line.donors if giver.stage != Stage.SIGNED)
    cover = Cell(line.cover.chinese, css="word none" if line.cover is Cover.NONE else "word")
    return (
        named(line.name),
        names(line.places),
        (cover,),
        given(promised) or text(say("无")),
        names(line.leads),
        given(line.near),
    )
