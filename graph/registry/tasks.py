"""The 任务清单: which town pairs with which township, and for how many villages (data.md, 2)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from graph.days import Day
from graph.errors import Fault, Invalid
from graph.language import say
from graph.registry.cells import (
    fold,
    parse_ledger_day,
    parse_village_count,
    parse_year,
    split_units,
    units_as_written,
)
from graph.registry.headings import Heading, Ledger, LedgerRow
from graph.registry.ledger_file import LedgerFile
from graph.words import Stage

DISTRICT = "区"
DISTRICT_OPTION = "--district"
LEAD = "责任单位"
PARTNER = "协作单位"
TOWN = "结对镇街"
COUNTY = "结对旗县"
TOWNSHIP = "所在乡镇"
VILLAGES = "贫困村"
YEAR = "年度"
START = "起始日期"
END = "截止日期"
NOTE = "备注"

TASKS = Ledger(
    say("任务清单"),
    (
        Heading(DISTRICT),
        Heading(LEAD, spread=True),
        Heading(PARTNER),
        # The real list has no such column: the last cell under 责任单位 is the town.
        Heading(TOWN, required=True, stand_in=LEAD),
        Heading(COUNTY, required=True),
        Heading(TOWNSHIP),
        Heading(VILLAGES, required=True),
        Heading(YEAR),
        Heading(START),
        Heading(END),
        Heading(NOTE),
    ),
)

_LEADS = re.compile(r"\(?牵头(单位)?\)?$")
_UNDER_NEGOTIATION = "协商"
_NEGOTIATING = Stage.NEGOTIATING.chinese
"""The state alone, as an export writes it: it says no more than the fields do."""
_NEGOTIATING_TOWNSHIP = re.compile(rf"(.+)\({_NEGOTIATING}\)")
# Bounded, for a cell may hold megabytes that match almost.
_TOWNSHIP_LEVEL = re.compile(r"协商.{0,20}乡镇.{0,20}结对")
_NAMED_TOWNSHIP = re.compile(
    r"与(.{1,40}(?:镇|乡|苏木|街道|地区|办事处|团|场|区))(?:人民)?(?:政府)?协商"
)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of the list, names as it writes them; a blank or line end in a town's may stand
    between two.

    `villages` is None when the row says nothing of villages. `township` may be missing when a 团
    stands in the county's place. `note` holds what no field does.
    """

    sheet: str
    row: int
    source: str
    district: str
    towns: tuple[str, ...]
    lead: str | None
    partner: str | None
    county: str
    township: str | None
    villages: int | None
    negotiating_villages: bool
    negotiating_township: bool
    start: Day | None
    end: Day | None
    note: str
    places: Mapping[str, str] = field(repr=False)

    def place(self, heading: str) -> str:
        """Where the row says it: `任务清单!E17`. The headings are this module's constants."""
        return self.places.get(heading, self.source)


@dataclass
class TaskList:
    """The rows that name both ends, every fault of every row, and what was passed over."""

    rows: list[TaskRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    """Sources of the rows with a fault; headings are no row."""
    notices: list[str] = field(default_factory=list)


def read_tasks(file: LedgerFile, district: str | None, start: Day | None) -> TaskList:
    """The 任务清单 in a file.

    `district` and `start` are for rows that have none. A row with another fault than a missing
    district, town or county is still among the rows, so that its names can be checked too.
    """
    reading = file.rows(TASKS)
    tasks = TaskList(faults=reading.faults, notices=reading.notices)
    for row in reading.rows:
        if task := _RowReader(row, tasks).read(district, start):
            tasks.rows.append(task)
    return tasks


@dataclass(frozen=True, slots=True)
class _Donors:
    """Who gives: the texts and where they stand."""

    town: str
    lead: str | None
    partner: str | None
    places: dict[str, str]


@dataclass(frozen=True, slots=True)
class _RowReader:
    row: LedgerRow
    tasks: TaskList

    def read(self, district: str | None, start: Day | None) -> TaskRow | None:
        donors = self._donors()
        county = self._required(COUNTY, fold(self.row.text(COUNTY)))
        in_district = self._district(district)
        begin, end = self._days(start)
        township, negotiating_township = self._township(county)
        villages, negotiating_villages = self._villages()
        if _TOWNSHIP_LEVEL.search(fold(self.row.text(VILLAGES))):
            negotiating_township = True
        towns = units_as_written(donors.town)
        if not (towns and county and in_district):
            return None
        lead = donors.lead if (donors.lead,) != tuple(map(fold, towns)) else None
        return TaskRow(
            sheet=self.row.sheet.name,
            row=self.row.number,
            source=self.row.place(),
            district=in_district,
            towns=towns,
            lead=lead,
            partner=donors.partner,
            county=county,
            township=township,
            villages=villages,
            negotiating_villages=negotiating_villages,
            negotiating_township=negotiating_township,
            start=begin,
            end=end,
            note=self._note(),
            places=MappingProxyType(self._places() | donors.places),
        )

    def _donors(self) -> _Donors:
        """Town, lead and partner: the last three cells, wherever they stand."""
        leads = self.row.cells(LEAD)
        own_town = self.row.cells(TOWN)[:1]
        if not self.row.has(TOWN):
            own_town = leads[-1:]
            leads = leads[:-1]
        partners = self.row.cells(PARTNER)[:1]
        if not partners:
            partners = leads[1:2]
            leads = leads[:1] + leads[2:]
        if len(leads) > 1:
            self._fault(LEAD, say("这一行填了太多单位，分不清责任单位、协作单位和结对镇街"))
        found = {TOWN: own_town, LEAD: leads[:1], PARTNER: partners}
        texts = {name: _name(cells[0].text) for name, cells in found.items() if cells}
        if own_town:
            texts[TOWN] = _LEADS.sub("", own_town[0].text)
        places = {
            name: self.row.sheet.place(self.row.number, cells[0].column)
            for name, cells in found.items()
            if cells
        }
        town = self._required(TOWN if self.row.has(TOWN) else LEAD, texts.get(TOWN, ""))
        return _Donors(town, texts.get(LEAD), texts.get(PARTNER), places)

    def _district(self, given: str | None) -> str:
        district = fold(self.row.text(DISTRICT)) or fold(given or "")
        if not district:
            self._fault(DISTRICT, say("没有写明是哪个区，请加上“区”一列或用 --district 指定"))
        return district

    def _days(self, given: Day | None) -> tuple[Day | None, Day | None]:
        year = self._parse(YEAR, parse_year)
        start = self._parse(START, parse_ledger_day)
        end = self._parse(END, parse_ledger_day)
        if not start:
            # What is given once is more exact than the row's year, unless the row is of another.
            start = given if given and (not year or given.date.year == year.date.year) else year
        if start and end and end.date <= start.date:
            self._fault(END, say("截止日期应晚于起始日期 {start}", start=start))
        return start, end

    def _township(self, county: str) -> tuple[str | None, bool]:
        """The township's name, and whether pairing with it is still being negotiated."""
        text = fold(self.row.text(TOWNSHIP))
        negotiating = _UNDER_NEGOTIATION in text
        if marked := _NEGOTIATING_TOWNSHIP.fullmatch(text):
            text = marked[1]
        elif negotiating:
            named = _NAMED_TOWNSHIP.search(text)
            text = named[1].removeprefix(county) if named else ""
            # A 团 that stands in the county's place is the township itself.
            text = "" if county.endswith(text) else text
        if len(split_units(text)) > 1:
            self._fault(TOWNSHIP, say("一格写了几个乡镇，请分成几行"))
        return text or None, negotiating

    def _villages(self) -> tuple[int | None, bool]:
        """How many villages, and whether they are still being negotiated."""
        if _UNDER_NEGOTIATION in fold(self.row.text(VILLAGES)):
            return None, True
        count = self._parse(VILLAGES, parse_village_count)
        merge = next((cell.merge for cell in self.row.cells(VILLAGES)), None)
        if count and merge and merge.bottom > merge.top == self.row.number:
            self.tasks.notices.append(
                say(
                    "{place}：合并了 {bottom} 行，每行都按 {count} 个村读取",
                    place=self.row.place(VILLAGES),
                    bottom=merge.bottom - merge.top + 1,
                    count=count,
                )
            )
        return count, False

    def _note(self) -> str:
        """What says more than the fields do: texts with 协商, and 备注."""
        texts = [self.row.text(TOWNSHIP), self.row.text(VILLAGES)]
        kept = [text for text in texts if _UNDER_NEGOTIATION in fold(text) and not _is_mark(text)]
        return "；".join(dict.fromkeys([*kept, *(cell.text for cell in self.row.cells(NOTE))]))

    def _places(self) -> dict[str, str]:
        places = {heading: self.row.place(heading) for heading in self.row.columns}
        return places if self.row.text(DISTRICT) else {**places, DISTRICT: DISTRICT_OPTION}

    def _parse(self, heading: str, parse: Callable[[str], _T]) -> _T | None:
        text = self.row.text(heading)
        if not text:
            return None
        try:
            return parse(text)
        except Invalid as error:
            self._fault(heading, str(error))
            return None

    def _required(self, heading: str, text: str) -> str:
        if not text:
            self._fault(heading, say("“{heading}”不能为空", heading=heading))
        return text

    def _fault(self, heading: str, message: str) -> None:
        fault = Fault(self.row.place(heading), message, self.row.text(heading))
        self.tasks.faults.append(fault)
        self.tasks.faulty.add(self.row.place())


def negotiating_township(name: str) -> str:
    """How an export writes a township that is still being negotiated."""
    return f"{name}（{_NEGOTIATING}）"


def _is_mark(text: str) -> bool:
    folded = fold(text)
    return folded == _NEGOTIATING or _NEGOTIATING_TOWNSHIP.fullmatch(folded) is not None


def _name(text: str) -> str:
    """区国资委牵头 is 区国资委."""
    return _LEADS.sub("", fold(text))
