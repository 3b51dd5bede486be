"""Importing the 结对台账: each row is a pairing that is new, or one that the ledger holds.

The number (编号) identifies a pairing; without one it is that of the same two over common days.
What a row does not say stays. An import never lowers a stage and never moves a start; a stage that
is raised is raised from the row's start on, so that earlier days stay as they were.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from graph.language import joined, say
from graph.registry.audit import Value
from graph.registry.between import Between, bound
from graph.registry.book import Book
from graph.registry.cells import fold
from graph.registry.ledgers import forms
from graph.registry.ledgers.pairing_rows import PairingSaid, read_pairings
from graph.registry.ledgers.reading import Row
from graph.registry.pairings import put_pairing, says_otherwise
from graph.registry.places import Places
from graph.registry.planning import start_kept
from graph.registry.report import Report, strongest
from graph.registry.shelf import Kept, Outcome
from graph.words import Stage


@dataclass
class PairingLedger:
    """States the rows of one file."""

    book: Book
    report: Report
    places: Places
    stated: dict[int, Row] = field(default_factory=dict)
    """The row that stated each pairing, by its id."""

    def __post_init__(self) -> None:
        self.between = Between(self.book)
        keys = (self.between.key(kept) for kept in self.book.pairing)
        self.keys = {fold(key): key for key in keys}

    def state(self, row: Row) -> Outcome:
        said = (replace(one, key=self._key(one.key)) for one in read_pairings(row))
        return strongest([self._put(row, one) for one in said])

    def _key(self, text: str | None) -> str | None:
        """The ledger's own spelling of a number; full-width signs and blanks make no other one."""
        if text is None or self.book.pairing.find(text) is not None:
            return text
        return self.keys.get(fold(text), fold(text))

    def finish(self) -> None:
        """No two pairings of one donor and recipient may overlap, when all rows are in."""
        for pair in self.book.overlaps():
            rows = [self.stated[one] for one in pair if one in self.stated]
            if rows and not rows[-1].faults:
                keys = joined(self.book.pairing_keys(pair))
                message = say("同一支援方与受援方的两条结对时间重叠：{keys}", keys=keys)
                rows[-1].fault(forms.DONOR, message)

    def _put(self, row: Row, said: PairingSaid) -> Outcome:
        kept = self._meant(row, said)
        if row.faults:
            return Outcome.UNCHANGED
        if kept is None:
            self._claim(row, self._add(said))
            return Outcome.NEW
        before = self.between.stage(kept)
        if Stage.CANCELLED in (before, said.stage) or before is said.stage:
            return self._amend(row, kept, said, {"stage": said.stage.text})
        if said.stage < before:
            message = say("台账里已是{stage}，导入不能把阶段往回改", stage=before.chinese)
            row.fault(forms.STAGE, message)
            return Outcome.UNCHANGED
        return self._raise(row, kept, said)

    def _meant(self, row: Row, said: PairingSaid) -> Kept | None:
        """The pairing of the ledger that the row is about."""
        kept = self.book.pairing.find(said.key) if said.key else None
        if kept is None:
            return self._by_ends(row, said)
        ends = tuple(self.book.pairing.get(kept, f"{end}_id") for end in ("donor", "recipient"))
        if ends != (said.donor.id, said.recipient.id):
            donor, recipient = (self.places.known(int(str(one))).name for one in ends)
            message = say(
                "编号“{key}”已是{donor}与{recipient}的结对",
                key=said.key,
                donor=donor,
                recipient=recipient,
            )
            row.fault(forms.KEY, message)
            return None
        return self._reached(kept, said)

    def _reached(self, kept: Kept, said: PairingSaid) -> Kept:
        """Behind a number whose pairing was continued stands what it was continued by: the
        pairing that this row made before, or the one that stands in its days now."""
        if self._is(kept, said):
            return kept
        following = [
            self._reached(one, said)
            for one in self.between.of(said.donor.id, said.recipient.id)
            if self.book.pairing.get(one, "follows_id") == kept.id
        ]
        made = [one for one in following if self._is(one, said) and self._starts_so(one, said)]
        if made or self.between.overlaps(kept, said.span):
            return made[0] if made else kept
        return next((one for one in following if self.between.overlaps(one, said.span)), kept)

    def _starts_so(self, kept: Kept, said: PairingSaid) -> bool:
        start = said.span.start
        return start is None or self.between.day(kept, "start_day") == start.date

    def _by_ends(self, row: Row, said: PairingSaid) -> Kept | None:
        """The pairing of the same two over common days: by start, then by stage, the latest."""
        found = self.between.overlapping(said.donor.id, said.recipient.id, said.span)
        if said.stage is Stage.CANCELLED:
            found = self._to_cancel(row, said, found)
        if not found:
            return None
        kept = max(
            reversed(found), key=lambda one: (self._starts_so(one, said), self._is(one, said))
        )
        return kept if said.key is None else self._under_another_key(row, kept, said)

    def _to_cancel(self, row: Row, said: PairingSaid, found: list[Kept]) -> list[Kept]:
        """What is cancelled overlaps nothing: under a number of its own it stands beside others."""
        of_both = self.between.of(said.donor.id, said.recipient.id)
        found = found or [one for one in of_both if self.between.overlaps(one, said.span)]
        if said.key is None:
            return found
        others = [one for one in found if self.stated.get(one.id, row) is row]
        return [one for one in others if self._starts_so(one, said)]

    def _is(self, kept: Kept, said: PairingSaid) -> bool:
        return self.between.stage(kept) is said.stage

    def _under_another_key(self, row: Row, kept: Kept, said: PairingSaid) -> Kept | None:
        """A number that the ledger does not know is the next pairing's, when this one's stage is
        raised; it is nobody's, when both start on one day; else the two overlap."""
        key = self.between.key(kept)
        if self._raises_later(kept, said):
            return kept
        if self._starts_so(kept, said) or self.between.stage(kept) < said.stage < Stage.CANCELLED:
            notice = say(
                "{place}：编号“{unused}”未用，这条结对已登记为“{key}”",
                place=row.place(forms.KEY),
                unused=said.key,
                key=key,
            )
            self.report.notices.append(notice)
            return kept
        row.fault(forms.KEY, say("与已登记的“{key}”是同一双方，时间重叠", key=key), key)
        return None

    def _raises_later(self, kept: Kept, said: PairingSaid) -> bool:
        raises = self.between.stage(kept) < said.stage < Stage.CANCELLED
        return raises and not self.between.starts_by(kept, said.span.start)

    def _claim(self, row: Row, pairing_id: int) -> None:
        """A pairing may stand on one row of a file only."""
        first = self.stated.setdefault(pairing_id, row)
        if first is not row:
            row.fault(forms.DONOR, say("与 {place} 是同一条结对", place=first.source[1]))

    def _add(self, said: PairingSaid) -> int:
        fields = {"stage": said.stage.text, **said.span.fields(), **self._said(said)}
        source: dict[str, Value] = {"source_id": self.book.put_source(*said.source)}
        return self.between.add(said.donor, said.recipient, {**fields, **source}, said.key)

    def _said(self, said: PairingSaid) -> dict[str, Value]:
        lead: dict[str, Value] = {"lead_id": said.lead_id} if said.lead_id is not None else {}
        return {**said.texts, **lead}

    def _raise(self, row: Row, kept: Kept, said: PairingSaid) -> Outcome:
        """Signs or plans: from the row's start on; over the whole span where that has no day
        before it."""
        start = said.span.start
        raised: dict[str, Value] = {"stage": said.stage.text}
        if said.stage is Stage.SIGNED:
            raised["negotiating_villages"] = 0
        if start is not None and not self.between.starts_by(kept, start):
            end = bound("end", said.span.end) if said.span.end else {}
            source: dict[str, Value] = {"source_id": self.book.put_source(*said.source)}
            changes = {**raised, **self._said(said), **end, **source}
            free = None if said.key and self.book.pairing.find(said.key) else said.key
            self._claim(row, self.between.succeed(kept, start, changes, free))
            return Outcome.NEW
        if start is None:
            notice = say(
                "{place}：没有写{heading}，从{begins} 起就算{stage}",
                place=row.source[1],
                heading=forms.START,
                begins=_original_start(self.between.day(kept, "start_day")),
                stage=said.stage.chinese,
            )
            self.report.notices.append(notice)
        return self._amend(row, kept, said, {**raised, **(bound("start", start) if start else {})})

    def _amend(self, row: Row, kept: Kept, said: PairingSaid, changes: dict[str, Value]) -> Outcome:
        """What the row says otherwise of a pairing that is there."""
        self._claim(row, kept.id)
        start = self.between.day(kept, "start_day")
        if "start_day" not in changes and said.span.start and said.span.start.date != start:
            notice = start_kept(said.donor, said.recipient, start, said.span.start)
            self.report.notices.append(notice)
        changes = {**changes, **self._said(said)}
        if said.span.end:
            changes |= bound("end", said.span.end)
            first = changes.get("start_day", start)
            if isinstance(first, date) and said.span.end.date <= first:
                message = say("{heading}应晚于台账里的起始日 {day}", heading=forms.END, day=first)
                row.fault(forms.END, message)
        if row.faults or not says_otherwise(self.book, kept, changes):
            return Outcome.UNCHANGED
        changes |= {"key": self.between.key(kept), "source_id": self.book.put_source(*said.source)}
        return put_pairing(self.book, changes)[1]


def _original_start(day: date | None) -> str:
    return say("原来的起始日（不详）") if day is None else say("原起始日 {day}", day=day)
