"""Stating what a list plans: a pairing of a donor and a recipient that may be there already."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from graph.registry.audit import Value
from graph.registry.book import Book, Known, Span
from graph.registry.pairings import put_pairing
from graph.registry.report import Report
from graph.registry.shelf import Kept, Outcome
from graph.words import Stage

Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row of a list says of its pairings; None where it says nothing."""

    span: Span
    source_id: int
    lead_id: int | None
    partner_id: int | None
    negotiating: bool
    negotiating_villages: bool | None
    note: str | None

    def of_village(self) -> "Plan":
        """The same for a pairing at village level."""
        return replace(self, negotiating=False, negotiating_villages=None, note=None)

    @property
    def stage(self) -> Stage:
        return Stage.NEGOTIATING if self.negotiating else Stage.PLANNED

    def said(self) -> dict[str, Value]:
        """The fields that it says something of."""
        flag = self.negotiating_villages
        fields: dict[str, Value] = {
            "lead_id": self.lead_id,
            "partner_id": self.partner_id,
            "note": self.note,
            "negotiating_villages": None if flag is None else int(flag),
        }
        return {name: value for name, value in fields.items() if value is not None}


class Planner:
    """States plans; a pairing that is there already is what the plan means, and is kept."""

    def __init__(self, book: Book, report: Report) -> None:
        self._book = book
        self._report = report
        self._keys: dict[Ends, list[str]] = defaultdict(list)
        for kept in book.pairing:
            if book.pairing.get(kept, "stage") != Stage.CANCELLED.text:
                self._keys[self._ends(kept)].append(str(book.pairing.get(kept, "key")))

    def _ends(self, kept: Kept) -> Ends:
        donor, recipient = (
            self._book.pairing.get(kept, f"{end}_id") for end in ("donor", "recipient")
        )
        assert isinstance(donor, int)
        assert isinstance(recipient, int)
        return donor, recipient

    def between(self, donor: Known, recipient: Known) -> list[Kept]:
        """Uncancelled pairings of the two, of all days."""
        found = (self._book.pairing.find(key) for key in self._keys[donor.id, recipient.id])
        return [kept for kept in found if kept is not None]

    def put(self, donor: Known, recipient: Known, plan: Plan) -> Outcome:
        """States the plan for two parties; never lowers a stage, never moves a start."""
        for kept in self.between(donor, recipient):
            if self._overlaps(kept, plan.span):
                return self._meet(kept, donor, recipient, plan)
        return self._add(donor, recipient, plan, None)

    def _overlaps(self, kept: Kept, span: Span) -> bool:
        start, end = (self._day(kept, f"{bound}_day") for bound in ("start", "end"))
        first = span.start.date if span.start else None
        last = span.end.date if span.end else None
        return (end is None or first is None or end > first) and (
            last is None or start is None or last > start
        )

    def _day(self, kept: Kept, column: str) -> date | None:
        day = self._book.pairing.get(kept, column)
        return day if isinstance(day, date) else None

    def _meet(self, kept: Kept, donor: Known, recipient: Known, plan: Plan) -> Outcome:
        """What the plan changes of a pairing that is there."""
        stage = Stage.named(str(self._book.pairing.get(kept, "stage")))
        key = str(self._book.pairing.get(kept, "key"))
        if stage is Stage.SIGNED or (stage is Stage.PLANNED and plan.negotiating):
            return Outcome.UNCHANGED
        if stage < plan.stage:
            return self._raise_stage(kept, donor, recipient, plan)
        self._notice_start(kept, donor, recipient, plan)
        said = plan.said()
        if all(self._book.pairing.get(kept, name) == value for name, value in said.items()):
            return Outcome.UNCHANGED
        return put_pairing(self._book, {"key": key, **said, "source_id": plan.source_id})[1]

    def _raise_stage(self, kept: Kept, donor: Known, recipient: Known, plan: Plan) -> Outcome:
        """Negotiated becomes planned: from the plan's start on, so that earlier days stay."""
        key, start = str(self._book.pairing.get(kept, "key")), plan.span.start
        before = self._day(kept, "start_day")
        if start is None or (before is not None and before >= start.date):
            raised: dict[str, Value] = {"key": key, "stage": plan.stage.text, **plan.said()}
            return put_pairing(self._book, {**raised, "source_id": plan.source_id})[1]
        ended = Span(None, start).fields()
        put_pairing(self._book, {"key": key, **{n: v for n, v in ended.items() if v is not None}})
        return self._add(donor, recipient, plan, kept.id)

    def _notice_start(self, kept: Kept, donor: Known, recipient: Known, plan: Plan) -> None:
        start, said = self._day(kept, "start_day"), plan.span.start
        if said is not None and start != said.date:
            there = "未写明起始日" if start is None else f"起始日为 {start}"
            self._report.notices.append(
                f"{donor.name}与{recipient.name}的结对已在台账，{there}，未改为 {said}"
            )

    def _add(self, donor: Known, recipient: Known, plan: Plan, follows: int | None) -> Outcome:
        key = self._free_key(f"{donor.key}-{recipient.key}")
        fields: dict[str, Value] = {
            "key": key,
            "donor_id": donor.id,
            "recipient_id": recipient.id,
            "stage": plan.stage.text,
            **plan.span.fields(),
            **plan.said(),
            "follows_id": follows,
            "source_id": plan.source_id,
        }
        self._keys[donor.id, recipient.id].append(key)
        return put_pairing(self._book, fields)[1]

    def _free_key(self, wanted: str) -> str:
        key, number = wanted, 2
        while self._book.pairing.find(key) is not None:
            key, number = f"{wanted}/{number}", number + 1
        return key
