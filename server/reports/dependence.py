"""The part of a report on villages that hang by one thread."""

from graph.analysis.dependence import Dependence, DependenceGrouping, dependence
from graph.language import say
from server.pages.dependence import DependenceChoice, dependence_line, depending
from server.reports.coverage import whole_of
from server.reports.model import (
    Cell,
    Grid,
    Head,
    Row,
    Section,
    Sentence,
    figure,
    named,
    place,
    text,
    word,
)
from server.reports.quarters import Wanted

MOST = 30
"""Donors on the page; most have few villages."""


def dependence_section(wanted: Wanted) -> Section:
    """Of the district's donors, wherever their villages are: as /dependence has them."""
    asked = wanted.asked
    choice = DependenceChoice(DependenceGrouping.DONOR, None, wanted.district)
    found, line = depending(asked, choice), dependence_line(asked, choice)
    sole = whole_of(wanted).sole

    def row(one: Dependence) -> Row:
        it = line(one)
        return (named(it.name), word(it.kind.chinese), figure(it.villages))

    return Section(
        "dependence",
        say("依赖单一支援方的村"),
        (
            Sentence(
                say(
                    "本区支援的县和乡镇里，只有一个支援方的已结对{target} {sole} 个。",
                    target=asked.target,
                    sole=place("sole"),
                ),
                {"sole": Cell(sole.number, sole.href)},
            ),
            Sentence(
                say(
                    "不论在哪里，只靠本区一个支援方的村 {donor} 个，"
                    "只靠本区一个镇街（连同其中的单位）的村 {township} 个，"
                    "只靠本区（连同区内各支援方）的村 {district} 个。"
                ),
                {it.text: _total(wanted, it) for it in DependenceGrouping},
            ),
        ),
        (
            Grid(
                "dependence-donors",
                say("退出后失去结对的村最多的支援方"),
                (
                    Head(say("支援方"), 30),
                    Head(say("类型"), 14),
                    Head(say("退出后失去的村"), 16, True),
                ),
                found,
                row,
                say("没有只靠本区一个支援方的村。"),
                (text(say("合计")), (), (_total(wanted, DependenceGrouping.DONOR),))
                if found
                else None,
                MOST,
            ),
        ),
    )


def _total(wanted: Wanted, grouping: DependenceGrouping) -> Cell:
    asked = wanted.asked
    inside = asked.snapshot.parties.inside
    number = sum(
        one.villages
        for one in dependence(asked.snapshot, asked.view, grouping)
        if inside(one.party, wanted.district)
    )
    query = {"by": grouping.text, "district": wanted.key}
    return Cell(number, asked.urls.to("/dependence", query))
