"""Importing the 深度贫困村名单: which villages are designated, and since and until when.

Where unnamed villages wait, a row names the next of them instead of designating one more.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from graph.days import Day
from graph.language import say
from graph.registry.audit import Value
from graph.registry.between import bound
from graph.registry.book import Book, Known, Span
from graph.registry.ledgers import forms
from graph.registry.ledgers.reading import Row
from graph.registry.ledgers.waiting import Waiting
from graph.registry.places import Places
from graph.registry.report import Report
from graph.registry.resolving import Resolver
from graph.registry.shelf import Kept, Outcome
from graph.words import DesignationKind


@dataclass
class VillageLedger:
    """States the rows of one file."""

    book: Book
    report: Report
    places: Places
    stated: dict[tuple[int, DesignationKind, object], Row] = field(default_factory=dict)
    """The row that stated each designation."""
    newly: Counter[tuple[int, DesignationKind]] = field(default_factory=Counter)
    """Villages of the register that the list newly designates, by what they lie in."""
    named: Counter[tuple[int, DesignationKind]] = field(default_factory=Counter)
    """Unnamed villages that the list names, by what they were counted for."""
    just_named: set[int] = field(default_factory=set)
    """Ids of the villages that they are now."""
    noted: int = 0

    def __post_init__(self) -> None:
        self.resolver = Resolver(self.book)
        self.waiting = Waiting(self.book, self.resolver.designations)

    def state(self, row: Row) -> Outcome:
        village = self._village(row)
        kind = row.word(forms.VILLAGE_KIND, DesignationKind)
        span = row.span(forms.DESIGNATED, forms.EXITED)
        self.noted += bool(row.text(forms.NOTE))
        if village is None or row.faults:
            return Outcome.UNCHANGED
        return self._put(row, village, kind or DesignationKind.DEEP_POVERTY, span)

    def finish(self) -> None:
        if self.noted:
            notice = say("{n} 行有{heading}，名单的备注不入台账", n=self.noted, heading=forms.NOTE)
            self.report.notices.append(notice)
        for (division_id, kind), count in self.named.items():
            left = len(self.waiting.in_division(division_id, kind))
            notice = say(
                "{division}定名 {n} 个{kind}，{rest}",
                division=self.book.by_id[division_id].name,
                n=count,
                kind=kind.chinese,
                rest=say("还有 {left} 个待定名", left=left) if left else say("没有待定名的了"),
            )
            self.report.notices.append(notice)
        for (division_id, kind), count in self.newly.items():
            if left := len(self.waiting.in_division(division_id, kind)):
                notice = say(
                    "{division}新认定 {n} 个{kind}；另有 {left} 个待定名{kind}等待定名，未与之对应",
                    division=self.book.by_id[division_id].name,
                    n=count,
                    kind=kind.chinese,
                    left=left,
                )
                self.report.notices.append(notice)

    def _village(self, row: Row) -> Known | None:
        county_text, text = row.required(forms.VILLAGE_COUNTY), row.required(forms.VILLAGE)
        if county_text is None:
            return None
        found = row.places.recipient_county(county_text)
        county = row.take(forms.VILLAGE_COUNTY, county_text, found)
        place, township_text = county, row.text(forms.VILLAGE_TOWNSHIP)
        if county and township_text:
            township = row.places.township(township_text, county)
            place = row.take(forms.VILLAGE_TOWNSHIP, township_text, township)
        if text is None or place is None:
            return None
        return row.take(forms.VILLAGE, text, row.places.village(text, place))

    def _put(self, row: Row, village: Known, kind: DesignationKind, span: Span) -> Outcome:
        kept = self._meant(village, kind, span)
        if kept is None and village.named:
            kept = self._name(row, village, kind, span)
            if row.faults:
                return Outcome.UNCHANGED
        first = self.book.designation.get(kept, "start_day") if kept else _date(span.start)
        claimed = self.stated.setdefault((village.id, kind, first), row)
        if claimed is not row:
            message = say(
                "{village}已在 {place} 列出", village=village.name, place=claimed.source[1]
            )
            row.fault(forms.VILLAGE, message)
            return Outcome.UNCHANGED
        if kept is None:
            return self._add(row, village, kind, span)
        outcome = self._amend(row, village, kept, span)
        return Outcome.CHANGED if village.id in self.just_named else outcome

    def _name(self, row: Row, village: Known, kind: DesignationKind, span: Span) -> Kept | None:
        """The next unnamed village that waits turns out to be this one, and its designation is
        this one's; None when none waits, or the village has a designation of its own."""
        if village.id in self.book.taken or self.resolver.designations.of(village.id):
            return None
        unnamed = self.waiting.next_for(village, kind, lambda kept: self._overlaps(kept, span))
        if unnamed is None:
            return None
        for obstacle in self.resolver.obstacles(unnamed, village):
            row.fault(forms.VILLAGE, obstacle.message)
        if row.faults:
            return None
        self.resolver.resolve(unnamed, village)
        self.just_named.add(village.id)
        assert unnamed.parent_id is not None
        self.named[unnamed.parent_id, kind] += 1
        return self._meant(village, kind, span)

    def _meant(self, village: Known, kind: DesignationKind, span: Span) -> Kept | None:
        """The designation of these days: by its start, else the last that shares a day."""
        get = self.book.designation.get
        of_village = self.resolver.designations.of(village.id)
        known = [one for one in of_village if get(one, "kind") == kind.text]
        same = [one for one in known if self._day(one, "start_day") == _date(span.start)]
        shared = [one for one in known if self._overlaps(one, span)]
        shared.sort(key=lambda one: self._day(one, "start_day") or date.min)
        return same[0] if same else shared[-1] if shared else None

    def _overlaps(self, kept: Kept, span: Span) -> bool:
        start, end = self._day(kept, "start_day"), self._day(kept, "end_day")
        first, last = _date(span.start), _date(span.end)
        return (end is None or first is None or end > first) and (
            last is None or start is None or last > start
        )

    def _day(self, kept: Kept, column: str) -> date | None:
        day = self.book.designation.get(kept, column)
        return day if isinstance(day, date) else None

    def _add(self, row: Row, village: Known, kind: DesignationKind, span: Span) -> Outcome:
        source_id = self.book.put_source(*row.source)
        about: dict[str, Value] = {"village_id": village.id, "kind": kind.text}
        self.book.designation.put(**about, **span.fields(), source_id=source_id)
        kept = self.book.designation.find(village.id, kind.text, _date(span.start))
        assert kept is not None
        self.resolver.designations.note(kept)
        if village.named and village.parent_id is not None:
            self.newly[village.parent_id, kind] += 1
        return Outcome.NEW

    def _amend(self, row: Row, village: Known, kept: Kept, span: Span) -> Outcome:
        """A village that left the list has its end; a start that is known is not moved."""
        start = self._day(kept, "start_day")
        if span.start and span.start.date != start:
            just_named = village.id in self.just_named
            notice = say(
                "{village}{kept}，{since}，未改为 {day}",
                village=village.name,
                kept=say("沿用待定名时的认定") if just_named else say("已在台账"),
                since=_since(start),
                day=span.start,
            )
            self.report.notices.append(notice)
        if span.end is None or self._day(kept, "end_day") == span.end.date:
            return Outcome.UNCHANGED
        if start is not None and span.end.date <= start:
            message = say(
                "{last}应晚于台账里的{first} {day}",
                last=forms.EXITED,
                first=forms.DESIGNATED,
                day=start,
            )
            row.fault(forms.EXITED, message)
            return Outcome.UNCHANGED
        get = self.book.designation.get
        about = {name: get(kept, name) for name in ("village_id", "kind", "start_day")}
        source_id = self.book.put_source(*row.source)
        return self.book.designation.put(**about, **bound("end", span.end), source_id=source_id)[1]


def _since(day: date | None) -> str:
    return say("未写明认定日期") if day is None else say("认定日期为 {day}", day=day)


def _date(day: Day | None) -> date | None:
    return day.date if day else None
