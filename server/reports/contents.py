"""A report as a whole."""

from collections.abc import Iterator

from graph.language import language_now, say
from server.pages.districts import district_drawn
from server.reports.changes import changes_section
from server.reports.coverage import coverage_section
from server.reports.dependence import dependence_section
from server.reports.model import Report, ReportPicture, Section, Sentence
from server.reports.participation import participation_section
from server.reports.quarters import Wanted
from server.reports.uncovered import uncovered_section


def report_of(wanted: Wanted) -> Report:
    """Kept with the snapshot: of a large district it takes a tenth of a second, and page and files
    are asked for in turn. Nothing in it depends on who asks but the language, in which pictures
    are laid out."""
    asked = wanted.asked
    chosen = (wanted.district, wanted.quarter, asked.view, asked.today)
    key = (report_of, language_now(), *chosen, *asked.urls.kept.items())
    return asked.snapshot.memo.get(key, lambda: _report_of(wanted))


def _report_of(wanted: Wanted) -> Report:
    sections = (
        coverage_section(wanted),
        changes_section(wanted),
        uncovered_section(wanted),
        dependence_section(wanted),
        participation_section(wanted),
        _picture_section(wanted),
    )
    return Report(wanted.title, tuple(_said(wanted)), sections)


def _said(wanted: Wanted) -> Iterator[str]:
    asked = wanted.asked
    if wanted.runs:
        yield say("截至 {day}（今天）：这个季度还没有结束，数还会变。", day=asked.date)
    else:
        yield say("截至 {day}（季度最后一天）。", day=asked.date)
    if asked.view.exited:
        yield say("目标村：{target}，含已退出的村。", target=asked.target)
    else:
        yield say("目标村：{target}。", target=asked.target)
    yield say(
        "来源：结对台账，按 {day} 的台账计算；以后补录和更正的，下次取出时算在内。", day=asked.today
    )


def _picture_section(wanted: Wanted) -> Section:
    asked = wanted.asked
    drawn = district_drawn(asked, wanted.district)
    name = say("{name}结对关系图", name=asked.ref(wanted.district).text)
    file = asked.urls.picture(wanted.key)
    picture = ReportPicture(name, "picture.svg", picture=drawn, file=file)
    scope = Sentence(
        say(
            "图中是本区和区内各支援方结对的全部乡镇和县；上面的覆盖只数本区直接签订结对的县和乡镇，"
            "两者的村数可以不同。"
        ),
        {},
    )
    return Section("pictures", say("结对关系图"), (scope,), (), (picture,))
