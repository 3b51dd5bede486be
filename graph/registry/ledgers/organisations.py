"""Importing the 单位名录: enterprises, schools, hospitals and the like, and where they lie."""

import re
from dataclasses import dataclass, field

from graph.errors import Invalid
from graph.language import joined, say
from graph.registry.book import Book, Known
from graph.registry.cells import fold, one_line
from graph.registry.ledgers import forms
from graph.registry.ledgers.organisation_names import organisation_names
from graph.registry.ledgers.reading import Row
from graph.registry.places import TOWNSHIPS, Places
from graph.registry.report import Report
from graph.registry.shelf import Outcome
from graph.words import ORGANISATION_KINDS, PartyKind

# A code of the state's register (GB 32100-2015); its check digit is the register's business.
_CODE = re.compile(r"[0-9A-Z]{18}")
_COUNT = re.compile(r"(\d{1,9}|\d{1,3}(,\d{3}){1,2})(个|个?村)?")


@dataclass(frozen=True, slots=True)
class OrganisationSaid:
    """What a row says of an organisation."""

    name: str
    kind: PartyKind
    division: Known
    code: str | None
    capacity: int | None


@dataclass
class OrganisationLedger:
    """States the rows of one file."""

    book: Book
    report: Report
    places: Places
    stated: dict[int, Row] = field(default_factory=dict)
    """The row that stated each organisation."""
    noted: int = 0

    def __post_init__(self) -> None:
        self.names = organisation_names(self.book)
        self.numbers: dict[str, int] = {}

    def state(self, row: Row) -> Outcome:
        said = self._read(row)
        known = self._meant(row, said) if said else None
        if said is None or row.faults:
            return Outcome.UNCHANGED
        if known is not None:
            return self._amend(row, known, said)
        known, _ = self.book.put_party(
            self._new_key(said), said.name, said.kind, said.division, code=said.code
        )
        self.names.add(known, said.code, [known.name, known.key])
        self.stated[known.id] = row
        self._put_capacity(known, said)
        return Outcome.NEW

    def finish(self) -> None:
        if self.noted:
            notice = say("{n} 行有{heading}，名录的备注不入台账", n=self.noted, heading=forms.NOTE)
            self.report.notices.append(notice)

    def _read(self, row: Row) -> OrganisationSaid | None:
        self.noted += bool(row.text(forms.NOTE))
        name, kind = row.required(forms.ORGANISATION), self._kind(row)
        name = name and one_line(name)
        division = self._division(row)
        code = row.parse(forms.CREDIT_CODE, _parse_code)
        capacity = row.parse(forms.CAPACITY, _parse_count)
        if name is None or kind is None or division is None or row.faults:
            return None
        return OrganisationSaid(name, kind, division, code, capacity)

    def _kind(self, row: Row) -> PartyKind | None:
        if row.required(forms.ORGANISATION_KIND) is None:
            return None
        kinds = row.kinds(forms.ORGANISATION_KIND, ORGANISATION_KINDS)
        return next(iter(kinds), None)

    def _division(self, row: Row) -> Known | None:
        text, township = row.required(forms.SEAT), row.text(forms.SEAT_TOWNSHIP)
        seat = row.take(forms.SEAT, text, row.places.seat(text)) if text else None
        if seat is None or not township:
            return seat
        found = row.places.township(township, seat)
        return row.take_inside(forms.SEAT_TOWNSHIP, (township, found), seat, TOWNSHIPS)

    def _meant(self, row: Row, said: OrganisationSaid) -> Known | None:
        found = self.names.find(said.name, said.kind, said.division.id, said.code)
        if len(found) > 1:
            listed = joined(say("{name}（{key}）", name=one.name, key=one.key) for one in found)
            message = say("可以指 {n} 个单位：{listed}", n=len(found), listed=listed)
            row.fault(forms.ORGANISATION, message)
        return found[0] if len(found) == 1 else None

    def _amend(self, row: Row, known: Known, said: OrganisationSaid) -> Outcome:
        first = self.stated.setdefault(known.id, row)
        if first is not row:
            message = say("与 {place} 是同一个单位（{key}）", place=first.source[1], key=known.key)
            row.fault(forms.ORGANISATION, message)
        if known.kind is not said.kind:
            message = say("{name}已登记为{kind}", name=known.name, kind=known.kind.chinese)
            row.fault(forms.ORGANISATION_KIND, message)
        if known.side is not said.division.side:
            row.fault(forms.SEAT, say("不能移到另一方（支援方、受援方）"))
        if row.faults:
            return Outcome.UNCHANGED
        parent = self.book.by_id[known.parent_id] if known.parent_id is not None else None
        # A list that names the district says less than one that names the town, not otherwise.
        division = parent if self.names.lies_in(known, said.division.id) else said.division
        name = known.name if self.names.is_called(known, said.name) else said.name
        outcomes = [self._put_capacity(known, said)]
        if name != known.name:
            outcomes.append(self.book.put_alias(known._replace(name=name), known.name))
        amended, outcome = self.book.put_party(
            known.key, name, known.kind, division, code=said.code
        )
        self.names.add(amended, said.code, [amended.name])
        changed = [one for one in [outcome, *outcomes] if one is not Outcome.UNCHANGED]
        return Outcome.CHANGED if changed else Outcome.UNCHANGED

    def _put_capacity(self, known: Known, said: OrganisationSaid) -> Outcome:
        if said.capacity is None:
            return Outcome.UNCHANGED
        return self.book.capacity.put(party_id=known.id, villages=said.capacity)[1]

    def _new_key(self, said: OrganisationSaid) -> str:
        """`ORG-` and the code; without one the division's next number: 110115-04."""
        if said.code is not None and f"ORG-{said.code}" not in self.book.parties:
            return f"ORG-{said.code}"
        base, number = said.division.key, self.numbers.get(said.division.key, 1)
        while f"{base}-{number:02}" in self.book.parties:
            number += 1
        self.numbers[base] = number
        return f"{base}-{number:02}"


def _parse_code(text: str) -> str:
    code = fold(text).upper()
    if not _CODE.fullmatch(code):
        message = say(
            "统一社会信用代码应是 18 位数字和大写字母；表格里要按文本填写，否则末尾的位数会丢失"
        )
        raise Invalid(message)
    return code


def _parse_count(text: str) -> int:
    found = _COUNT.fullmatch(fold(text))
    if not found:
        raise Invalid(say("可结对村数应是不小于 0 的整数，如 3 或 1,234"))
    return int(found[1].replace(",", ""))
