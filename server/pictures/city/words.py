"""What the city's pictures say: their sentences, and the names that screen readers hear."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.analysis.cover_counts import Coverage
from graph.analysis.joined import Joined
from graph.analysis.pairings import STANDING
from graph.language import joined, say
from graph.network.snapshot import Snapshot
from graph.words import Cover, Stage
from server.pages.counted import rate
from server.pictures.city.contents import Contents, County, District
from server.pictures.text import clean, run_on
from server.pictures.wording import TARGET, UNLISTED, cover_word, date_said

NAMED = 3
"""Districts that a county's label names."""


@dataclass(frozen=True)
class Words:
    snapshot: Snapshot
    contents: Contents

    @property
    def target(self) -> str:
        return TARGET[self.contents.view.target]

    @property
    def day(self) -> str:
        return date_said(self.contents.view.day)

    def name(self, party: int) -> str:
        return clean(self.snapshot.parties.name(party))

    def title(self) -> str:
        within, district, day = self.contents.within, self.contents.district, self.day
        if district is not None:
            whom = say("各县") if within is None else self.name(within)
            return say(
                "{district}支援{whom}图　{day}", district=self.name(district), whom=whom, day=day
            )
        if within is None:
            return say("全市结对图　{day}", day=day)
        return say("全市结对图：{where}　{day}", where=self.name(within), day=day)

    def nothing(self) -> str:
        within, district = self.contents.within, self.contents.district
        where = "" if within is None else say("{place}里", place=self.name(within))
        if district is not None:
            return say(
                "{district}和区里的支援方，{day}与{where}县没有有效的结对关系。"
                "请导入任务清单或登记结对关系，也可以另选日期。",
                district=self.name(district),
                day=self.day,
                where=where or say("各"),
            )
        return say(
            "{day}{where}没有县有{target}，也没有县与支援区有结对关系。"
            "请装入行政区划和目标村，或导入任务清单，也可以另选日期。",
            day=self.day,
            where=where,
            target=self.target,
        )

    def about(self) -> str:
        return run_on((self._who(), self._villages(), self._open(), self._how()))

    def _who(self) -> str:
        contents = self.contents
        joined, number = contents.joined, len(contents.counties)
        pairings = sum(one.pairings for one in joined)
        if contents.district is not None:
            return say(
                "{district}和区里的支援方与{n}个县有{pairings:,}条结对关系。",
                district=self.name(contents.district),
                n=number,
                pairings=pairings,
            )
        busy = sum(bool(district.joined) for district in contents.districts)
        reached = sum(bool(county.joined) for county in contents.counties)
        return say(
            "{districts}个支援区中{busy}个与{reached}个县有{pairings:,}条结对关系。",
            districts=len(contents.districts),
            busy=busy,
            reached=reached,
            pairings=pairings,
        )

    def _villages(self) -> str:
        found = self.contents.coverage
        if not found.total:
            return say("这些县没有列出{target}。", target=self.target)
        return say(
            "所列{counties}个县的{target}{total:,}个：{covers}。",
            counties=len(self.contents.counties),
            target=self.target,
            total=found.total,
            covers=self.counts(found),
        )

    def _open(self) -> str:
        counties = [county for county in self.contents.counties if county.is_open]
        if not counties:
            return ""
        alone = sum(not county.joined for county in counties)
        if alone:
            return say(
                "红字的{n}个县有村既未结对也未列任务，其中{alone}个没有支援区。",
                n=len(counties),
                alone=alone,
            )
        return say("红字的{n}个县有村既未结对也未列任务。", n=len(counties))

    def _how(self) -> str:
        if self.contents.district is not None:
            return say("带子越宽，结对关系越多。")
        return say("一条线是区和区里的支援方与县和县里的受援方的结对关系。")

    def counts(self, found: Coverage) -> str:
        """Each cover that occurs; 已结对 always."""
        parts = [
            say("{cover}{n:,}", cover=cover_word(cover), n=found.of(cover))
            for cover in Cover
            if found.of(cover) or cover is Cover.COVERED
        ]
        return joined(parts, say("，"))

    def place(self, county: int) -> str:
        """Province and prefecture, without the register's placeholders for prefectures."""
        above = map(self.name, self.snapshot.parties.ancestors(county))
        return " · ".join(name for name in above if "直辖" not in name)

    def district_line(self, district: District) -> str:
        return say(
            "{counties} 个县 · 目标村 {villages:,}",
            counties=len(district.joined),
            villages=district.villages,
        )

    def district_label(self, district: District) -> str:
        return joined((self.name(district.row), self.district_line(district)), say("，"))

    def county_label(self, county: County) -> str:
        said = (self.name(county.row), self.villages(county), self._givers(county))
        return joined(said, say("，"))

    def _givers(self, county: County) -> str:
        if not county.joined:
            return say("没有支援区")
        ranked = sorted(county.joined, key=lambda it: (-it.stage, -it.pairings, it.district))
        names = joined(map(self._giver, ranked[:NAMED]))
        if len(ranked) > NAMED:
            return say("支援区{names}等{n}个", names=names, n=len(ranked))
        return say("支援区{names}", names=names)

    def _giver(self, one: Joined) -> str:
        """With its stage, unless it is signed."""
        name = self.name(one.district)
        if one.stage is Stage.SIGNED:
            return name
        return say("{name}（{stage}）", name=name, stage=one.stage.chinese)

    def villages(self, county: County) -> str:
        if not county.coverage.total:
            return self.unlisted(county)
        said = (self.figures(county), self.rate(county), self.counts(county.coverage))
        return joined(said, say("，"))

    def unlisted(self, county: County) -> str:
        """Why there is no bar."""
        talks = county.joined and all(one.stage is Stage.NEGOTIATING for one in county.joined)
        return say("双方协商中") if talks else UNLISTED[self.contents.view.target]

    def figures(self, county: County) -> str:
        return f"{county.coverage.covered:,}/{county.coverage.total:,}"

    def rate(self, county: County) -> str:
        return rate(county.coverage)

    def card_line(self, county: County) -> str:
        """What a district gives a county, where only this district is shown."""
        (one,) = county.joined
        furthest = one.at(one.stage)
        if furthest == one.pairings:
            return say("{n:,} 条结对关系 · {stage}", n=one.pairings, stage=one.stage.chinese)
        return say(
            "{n:,} 条结对关系 · 其中{stage} {furthest:,}",
            n=one.pairings,
            stage=one.stage.chinese,
            furthest=furthest,
        )

    def card_label(self, county: County) -> str:
        (one,) = county.joined
        others = [stage for stage in STANDING[::-1] if one.at(stage) and stage is not one.stage]
        more = (say("{stage} {n:,}", stage=stage.chinese, n=one.at(stage)) for stage in others)
        return joined((self.name(county.row), self.card_line(county), *more), say("，"))

    def cover_label(self, county: County) -> str:
        name, found = self.name(county.row), county.coverage
        if not found.total:
            return joined((name, self.unlisted(county)), say("，"))
        return say(
            "{name}，{rate}，{line}：{covers}",
            name=name,
            rate=self.rate(county),
            line=self.cover_line(county),
            covers=self.counts(found),
        )

    def cover_line(self, county: County) -> str:
        found = county.coverage
        return say(
            "{target} {n:,}，未结对 {uncovered:,}",
            target=self.target,
            n=found.total,
            uncovered=found.uncovered,
        )

    def cut(self) -> str:
        """What the caps and the ledger leave out of the picture; empty for nothing."""
        return run_on(self._cuts())

    def _cuts(self) -> Iterator[str]:
        contents = self.contents
        if len(contents.shown) < len(contents.counties):
            yield say(
                "图中按区划顺序画出{shown}/{n}个县，其余可选一个省来看。",
                shown=len(contents.shown),
                n=len(contents.counties),
            )
        if contents.district is None and len(contents.boxes) < len(contents.districts):
            yield say(
                "图中画出{shown}/{n}个支援区，是结对关系最多的。",
                shown=len(contents.boxes),
                n=len(contents.districts),
            )
        lines, candidates = len(contents.lines), len(contents.candidates)
        if contents.district is None and lines < candidates:
            yield say("图中画出{shown}/{n}条线，是结对关系最多的。", shown=lines, n=candidates)
        joining = sum(one.pairings for one in contents.joined)
        if joining < contents.pairings:
            yield say(
                "图中算进{counted:,}/{n:,}条结对关系，其余的支援方不在任何区，或受援方不在任何县。",
                counted=joining,
                n=contents.pairings,
            )
