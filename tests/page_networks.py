"""A network for the pages: every cover, stage and kind, several times over, always the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from graph.days import number_of
from graph.network.build import assemble
from graph.network.rows import AliasRow, DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Cause, Claim, Figures, Poverty, PrintedRate, Snapshot
from graph.words import Measure

TODAY = datetime.date(2020, 6, 30)
DAY = number_of(TODAY)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "{{123457*7}}{% raw %}",
    "\u202e村贫度深\u202e",
    "长" * 2000,
    "' onmouseover='alert(3)",
)
KEYS = ("", "/", "..", "a/b?c=1&d#e", "中 文", "100%", "'\"><b>")


@dataclass
class Held:
    """A snapshot that never changes, where the pages expect the newest."""

    snapshot: Snapshot


class Builder:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.parties: list[PartyRow] = []
        self.pairings: list[PairingRow] = []
        self.designations: list[DesignationRow] = []
        self.aliases: list[AliasRow] = []
        self.figures: dict[int, Figures] = {}

    def party(self, key: str, kind: str, side: str, name: str, above: int | None = None) -> int:
        number = len(self.parties) + 1
        self.parties.append(PartyRow(number, key, kind, side, name, above, key))
        return number

    def pair(self, donor: int, recipient: int, stage: str = "signed", **more: Any) -> int:
        number = len(self.pairings) + 1
        row = PairingRow(number, f"P{number:04}", donor, recipient, stage, source="计划.xlsx 表!7")
        self.pairings.append(row._replace(**more))
        return number

    def designate(self, village: int, kind: str = "deep_poverty", end: int | None = None) -> None:
        self.designations.append(
            DesignationRow(len(self.designations) + 1, village, kind, end=end, end_precision="day")
        )

    def snapshot(self) -> Snapshot:
        return assemble(self.parties, self.pairings, self.designations, self.aliases, self.figures)


def donors(b: Builder) -> list[list[int]]:
    """Districts, each with itself, its towns, and units of all kinds in them."""
    beijing = b.party("110000", "province", "donor", "北京市")
    city = b.party("110100", "prefecture", "donor", "市辖区", beijing)
    districts = []
    for code, name in (("110101", "东区"), ("110102", "西区"), ("110103", "南区")):
        district = b.party(code, "county", "donor", name, city)
        towns = [
            b.party(f"{code}{n:03}", "township", "donor", f"{name}{n}街道", district)
            for n in range(1, 4)
        ]
        units = [
            b.party(f"{code}-{kind}", kind, "donor", f"{name}{kind}", towns[0])
            for kind in ("enterprise", "school", "hospital", "department", "association", "park")
        ]
        districts.append([district, *towns, *units])
    b.party("110104", "county", "donor", "无事区", city)
    return districts


def counties(b: Builder) -> Iterator[tuple[int, int]]:
    for p in (1, 2):
        province = b.party(f"6{p}0000", "province", "recipient", f"第{p}省")
        for c in range(1, 3):
            prefecture = b.party(f"6{p}{c}000", "prefecture", "recipient", f"第{p}{c}州", province)
            for n in range(1, 4):
                code = f"6{p}{c}10{n}"
                county = b.party(code, "county", "recipient", f"第{p}{c}{n}县", prefecture)
                yield county, int(code)
    b.party("630000", "province", "recipient", "无事省")


def rich(seed: int = 1) -> Snapshot:
    """About 300 villages in 12 counties; the last county and one township have nothing."""
    b = Builder(seed)
    districts = donors(b)
    for number, (county, code) in enumerate(counties(b)):
        district = districts[number % 3]
        if number % 4 < 3:
            b.pair(district[0], county, start=DAY - 900, start_precision="month")
        if number == 11:
            continue
        for t in range(1, 6):
            town = b.party(f"{code}{t:03}", "township", "recipient", f"县{number}镇{t}", county)
            if t < 5:
                fill(b, town, f"{code}{t:03}", district)
        b.party(f"{code}-H", "hospital", "recipient", f"县{number}医院", county)
        for n in (1, 2):
            name = f"县{number}待定名村{n:02}"
            village = b.party(f"{code}#{n:02}", "village", "recipient", name, county)
            b.parties[-1] = b.parties[-1]._replace(named=0, code=None)
            b.designate(village, "deep_poverty" if number % 2 else "poor")
        b.figures[county] = figures(number)
        b.aliases.append(AliasRow(county, f"{number}县", "xian\nx"))
    province = b.party("640000", "province", "recipient", "第4省")
    school = b.party("640000-S", "school", "recipient", "省立学校", province)
    b.pair(districts[0][1], school)
    b.pair(districts[0][1], province, "planned")
    b.figures[province] = Figures(causes=(Cause(2018, "因病", 1, 2, "年鉴"),))
    b.figures[districts[0][0]] = Figures(claims=promised("计划", "年鉴"))
    return b.snapshot()


def promised(name: str, source: str) -> tuple[Claim, ...]:
    """A claim of every measure for 2020, and one that no ledger holds."""
    counted = [
        Claim(n, 2020, f"{name}{n}", measure, 3 * n, "个", None, source)
        for n, measure in enumerate(Measure, 1)
    ]
    return (*counted, Claim(50, 2020, f"{name}资金", None, 7600, "万元", name, source))


def fill(b: Builder, town: int, code: str, district: list[int]) -> None:
    """A township, its villages of every kind, and their pairings."""
    if b.random.random() < 0.5:
        stage = b.random.choice(["signed", "planned", "negotiating"])
        b.pair(district[1], town, stage, negotiating_villages=int(stage != "signed"))
    for n in range(1, 7):
        village = b.party(f"{code}{n:03}", "village", "recipient", f"{code}村{n}", town)
        if n < 6:
            ended = DAY - 10 if n == 5 else None
            b.designate(village, b.random.choice(["deep_poverty", "poor"]), ended)
        for donor in b.random.sample(district, b.random.choice([0, 0, 1, 1, 2])):
            supported(b, donor, village, district)


def supported(b: Builder, donor: int, village: int, district: list[int]) -> None:
    stage = b.random.choice(["signed", "signed", "planned", "negotiating", "cancelled"])
    start = b.random.choice([None, DAY - 400, DAY - 30, DAY + 30])
    end = None if start is None else b.random.choice([None, start + 60, start + 800])
    before = b.pair(donor, village, stage, lead_id=district[7], start=start, end=end)
    precise = "day" if start is not None else None
    b.pairings[-1] = b.pairings[-1]._replace(start_precision=precise, end_precision=precise)
    if end is not None and b.random.random() < 0.5:
        b.pair(donor, village, follows_id=before, start=end, start_precision="day", note="续签")


def figures(number: int) -> Figures:
    counts = Poverty(2018, 100 + number, 300, 9, 57, 2019, "年鉴")
    rates = (PrintedRate(2018, "before", 8.99, 7072, "年鉴"),)
    causes = (Cause(2018, "因病", 100, 200, "年鉴"), Cause(2018, "其他", number % 2, 100, "年鉴"))
    return Figures((counts,), rates, causes)


def hostile(*names: str) -> Snapshot:
    """Every kind of party with every hostile name, and keys that addresses must quote."""
    b = Builder(1)
    beijing = b.party("110000", "province", "donor", HOSTILE[0])
    city = b.party("110100", "prefecture", "donor", HOSTILE[2], beijing)
    district = b.party("110101", "county", "donor", HOSTILE[1], city)
    for n, name in enumerate(names or HOSTILE):
        suffix = KEYS[n]
        town = b.party(f"T{suffix}", "township", "donor", name, district)
        province = b.party(f"R{n}{suffix}", "province", "recipient", name)
        county = b.party(f"C{n}{suffix}", "county", "recipient", name, province)
        there = b.party(f"W{n}{suffix}", "township", "recipient", name, county)
        village = b.party(f"V{n}{suffix}", "village", "recipient", name, there)
        unit = b.party(f"U{n}{suffix}", "enterprise", "donor", name, town)
        b.designate(village)
        texts = {"programme": name, "note": name, "agreement": name, "source": name}
        b.pair(district, county, key=f"K{n}{suffix}", **texts)
        b.pair(town, there, "planned", lead_id=unit, partner_id=unit, **texts)
        b.pair(unit, village, "negotiating", **texts)
        b.aliases.append(AliasRow(village, name))
        b.figures[county] = Figures(
            (Poverty(2018, 1, 2, 3, 4, 2019, name),),
            (PrintedRate(2018, "", 1.5, 3, name),),
            (Cause(2018, name, 1, 2, name),),
        )
    b.figures[district] = Figures(claims=promised(HOSTILE[0], HOSTILE[1]))
    b.party("..", "enterprise", "donor", "点点", district)
    b.party("x/", "enterprise", "donor", "斜线", district)
    return b.snapshot()
