"""Every list of the pages as a table: the same lines in the same order, all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from graph.analysis.pairings import STANDING
from graph.export.table import Table
from graph.language import joined, say, say_as
from graph.words import PartyKind, Side, Stage
from server.pages import coverage as coverage_pages
from server.pages import list_columns as columns
from server.pages.asked import Asked, Ref
from server.pages.columns import Taken, list_table
from server.pages.coverage import CoveragePage
from server.pages.district_places import place_lines
from server.pages.districts import district_line, district_rows, find_district
from server.pages.downloads_city import CITIES
from server.pages.downloads_dependence import DEPENDENCES
from server.pages.downloads_figures import FIGURES
from server.pages.downloads_map import MAPS
from server.pages.downloads_network import NETWORKS
from server.pages.downloads_participation import PARTICIPATIONS
from server.pages.downloads_review import REVIEWS
from server.pages.downloads_time import TIMES
from server.pages.overview import county_lines
from server.pages.pairing_line import pairing_line
from server.pages.pairings import SCOPES, matching, scopes
from server.pages.parties import party_line, party_list
from server.pages.party import pairing_lines
from server.pages.party_inside import child_lines, donor_lines, donors_inside
from server.pages.proposal_comparison import compared_table
from server.pages.proposals import proposals_table
from server.pages.village_query import VillageChoice, find_villages
from server.pages.villages import ORDERS, village_line, village_list


def villages(asked: Asked) -> Table:
    return _villages(asked, only_uncovered=False)


def uncovered(asked: Asked) -> Table:
    return _villages(asked, only_uncovered=True)


def _villages(asked: Asked, *, only_uncovered: bool) -> Table:
    held = village_list(asked, only_uncovered=only_uncovered)
    line, choice = village_line(asked), held.choice
    chosen = [
        *_place(asked, say("范围"), choice.within),
        *_place(asked, say("支援区"), choice.district),
        *([say("不明乡镇")] if choice.direct else []),
        *_sought(choice.text),
        *_words(say("覆盖"), [cover.chinese for cover in choice.covers]),
        *([say("只有一个支援方")] if choice.sole else []),
        *([say("待定名")] if choice.unnamed else []),
        ORDERS[choice.order],
    ]
    headings = columns.UNCOVERED if only_uncovered else columns.VILLAGES
    return list_table(
        held.title, headings, map(line, held.found.rows.tolist()), [*_view(asked), *chosen]
    )


def pairings(asked: Asked) -> Table:
    all_days = asked.query.get("span") == "all"
    stages = asked.words("stage", Stage) or STANDING
    named = scopes(asked).items()
    chosen = [
        _day(asked),
        say("所有日期") if all_days else say("截至日在期内"),
        *_words(say("阶段"), [stage.chinese for stage in stages]),
        *(SCOPES[name].format(asked.snapshot.parties.name(row)) for name, row in named),
        *([say("村级协商中")] if asked.flag("talks") else []),
        *_words(say("来源"), list(filter(None, [asked.query.get("source", "")]))),
        *_sought(asked.text("q")),
    ]
    lines = (pairing_line(asked, row) for row in matching(asked).tolist())
    return list_table(say("结对关系"), columns.PAIRINGS, lines, chosen)


def parties(asked: Asked) -> Table:
    held = party_list(asked)
    chosen = [
        _day(asked),
        *_place(asked, say("范围"), held.within),
        *_words(say("类型"), [kind.chinese for kind in held.kinds]),
        *_sought(held.text),
    ]
    lines = (party_line(asked, row, held.text) for row in held.rows.tolist())
    return list_table(say_as("nav", "主体"), columns.PARTIES, lines, chosen)


def coverage(asked: Asked) -> Table:
    """The units in the scope with their total; the villages of a township."""
    shown, within = coverage_pages.coverage(asked), asked.division("within")
    page = shown.page
    assert isinstance(page, CoveragePage)
    chosen = [*_view(asked), *_place(asked, say("范围"), within)]
    if page.villages is not None:
        rows = find_villages(asked, VillageChoice(within)).rows.tolist()
        lines = map(village_line(asked), rows)
        return list_table(shown.title, columns.UNCOVERED, lines, chosen)
    if page.quiet is not None:
        left = say(
            "另有 {n:,} 个{unit}没有目标村也没有结对关系，未列",
            n=page.quiet.number,
            unit=page.unit,
        )
        chosen.append(left)
    total = replace(page.whole, counted=replace(page.whole.counted, name=Ref(say("合计"), "")))
    return list_table(
        shown.title, columns.coverage_columns(page.unit or say("单位")), page.units, chosen, total
    )


def counties(asked: Asked) -> Table:
    """The overview's table of counties, all of them."""
    chosen = [*_view(asked), say("未结对多的在前")]
    return list_table(say("受援县覆盖"), columns.COUNTIES, county_lines(asked), chosen)


def districts(asked: Asked) -> Table:
    lines = (district_line(asked, row) for row in district_rows(asked))
    return list_table(say_as("nav", "支援区"), columns.DISTRICTS, lines, _view(asked))


def places(asked: Asked) -> Table:
    """What a donor district supports, as the table below its picture."""
    row = find_district(asked)
    lines, _ = place_lines(asked, row, most=None)
    name = asked.snapshot.parties.name(row)
    return list_table(say("{name}受援乡镇和县", name=name), columns.PLACES, lines, _view(asked))


def of_party(asked: Asked) -> Table:
    """The pairings of a party's page, of all days and stages."""
    row, held = asked.snapshot.parties.row(asked.key), asked.snapshot.pairings
    lines = pairing_lines(asked, [*held.of_recipient(row), *held.of_donor(row)])
    name = asked.snapshot.parties.name(row)
    chosen = [_day(asked), say("所有日期"), say("所有阶段"), say("截至日有效的在前")]
    return list_table(say("{name}的结对关系", name=name), columns.PAIRINGS, lines, chosen)


def inside(asked: Asked) -> Table:
    """What lies directly in a division."""
    parties = asked.snapshot.parties
    row = parties.division(asked.key)
    recipients = parties.side.at[row] == Side.RECIPIENT
    headings = columns.inside_columns(
        recipients=recipients, villages=recipients and parties.kind.at[row] < PartyKind.VILLAGE
    )
    name = say("{name}辖区", name=parties.name(row))
    return list_table(name, headings, child_lines(asked, row), _view(asked))


def donors(asked: Asked) -> Table:
    """Who in a donor division supports somebody."""
    row = asked.snapshot.parties.division(asked.key)
    lines = donor_lines(asked, donors_inside(asked, row))
    name = say("{name}内的支援方", name=asked.snapshot.parties.name(row))
    return list_table(name, columns.DONORS, lines, [_day(asked)])


LISTS: Mapping[str, Taken] = {
    "/villages": villages,
    "/uncovered": uncovered,
    "/pairings": pairings,
    "/parties": parties,
    "/coverage": coverage,
    "/counties": counties,
    "/districts": districts,
    "/districts/{key:path}/places": places,
    "/parties/{key:path}/pairings": of_party,
    "/parties/{key:path}/inside": inside,
    "/parties/{key:path}/donors": donors,
    **{f"/parties/{{key:path}}/{part}": taken for part, taken in FIGURES.items()},
    "/proposals": proposals_table,
    "/proposals/compared": compared_table,
    **CITIES,
    **MAPS,
    **DEPENDENCES,
    **NETWORKS,
    **TIMES,
    **PARTICIPATIONS,
    **REVIEWS,
}
"""Addresses of the lists, to which the form of the file is added."""


def _view(asked: Asked) -> list[str]:
    exited = [say("含已退出")] if asked.view.exited else []
    return [_day(asked), say("目标村：{target}", target=asked.view.target.chinese), *exited]


def _day(asked: Asked) -> str:
    return say("截至 {day}", day=asked.date)


def _place(asked: Asked, what: str, row: int | None) -> Iterator[str]:
    if row is not None:
        yield say("{what}：{words}", what=what, words=asked.snapshot.parties.name(row))


def _words(what: str, words: list[str]) -> Iterator[str]:
    if words:
        yield say("{what}：{words}", what=what, words=joined(words))


def _sought(text: str) -> Iterator[str]:
    if text:
        yield say("查找“{text}”", text=text)
