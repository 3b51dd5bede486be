"""Stating what a list plans: a pairing of a donor and a recipient that may be there already."""

from dataclasses import dataclass, replace
from datetime import date

from graph.language import say
from graph.registry.audit import Value
from graph.registry.between import Between, furthest
from graph.registry.book import Book, Known, Span
from graph.registry.pairings import put_pairing, says_otherwise
from graph.registry.report import Report
from graph.registry.shelf import Kept, Outcome
from graph.words import Stage


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row of a list says of its pairings; None where it says nothing.

    `source` is the document and the place in it; it is stored with what the plan adds or changes.
    """

    span: Span
    source: tuple[str, str]
    lead_id: int | None
    partner_id: int | None
    negotiating: bool
    negotiating_villages: bool | None
    note: str | None

    def of_village(self) -> "Plan":
        """The same for a pairing at village level."""
        return replace(self, negotiating=False, negotiating_villages=None, note=None)

    @property
    def starts(self) -> date | None:
        return self.span.start.date if self.span.start else None

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
        self._between = Between(book)

    def planned_by(self, recipient: Known, span: Span) -> set[int]:
        """Ids of the donors that take this recipient on, or have, on some day of the span."""
        return {
            donor_id
            for donor_id in self._between.donors_of(recipient.id)
            if any(
                self._between.stage(kept) is not Stage.NEGOTIATING
                for kept in self._between.overlapping(donor_id, recipient.id, span)
            )
        }

    def only_planned(self, recipient: Known) -> set[int]:
        """Ids of the donors with a plan for this recipient that has no end and is not signed."""
        return {
            donor_id
            for donor_id in self._between.donors_of(recipient.id)
            if any(
                self._between.stage(kept) in (Stage.NEGOTIATING, Stage.PLANNED)
                and self._between.day(kept, "end_day") is None
                for kept in self._between.of(donor_id, recipient.id)
            )
        }

    def put(self, donor: Known, recipient: Known, plan: Plan) -> Outcome:
        """States the plan for two parties; never lowers a stage, never moves a start."""
        found = self._between.overlapping(donor.id, recipient.id, plan.span)
        if found:
            return self._meet(furthest(self._between, found), donor, recipient, plan)
        if self._was_cancelled(donor, recipient, plan):
            return Outcome.UNCHANGED
        fields: dict[str, Value] = {"stage": plan.stage.text, **plan.span.fields(), **plan.said()}
        self._between.add(donor, recipient, {**fields, "source_id": self._source(plan)})
        return Outcome.NEW

    def _was_cancelled(self, donor: Known, recipient: Known, plan: Plan) -> bool:
        """A list that plans again what somebody cancelled does not undo that."""
        for kept in self._between.of(donor.id, recipient.id):
            cancelled = self._between.stage(kept) is Stage.CANCELLED
            if cancelled and self._between.day(kept, "start_day") == plan.starts:
                key = self._between.key(kept)
                self._report.notices.append(
                    say(
                        "{name}与{name2}的结对（{key}）已取消，名单未使它恢复",
                        name=donor.name,
                        name2=recipient.name,
                        key=key,
                    )
                )
                return True
        return False

    def _source(self, plan: Plan) -> int:
        return self._book.put_source(*plan.source)

    def _meet(self, kept: Kept, donor: Known, recipient: Known, plan: Plan) -> Outcome:
        """What the plan changes of a pairing that is there."""
        stage = self._between.stage(kept)
        if stage is Stage.SIGNED or (stage is Stage.PLANNED and plan.negotiating):
            return Outcome.UNCHANGED
        if stage < plan.stage:
            return self._raise_stage(kept, plan)
        self._notice_days(kept, donor, recipient, plan)
        return self._amend(kept, plan.said(), plan)

    def _amend(self, kept: Kept, said: dict[str, Value], plan: Plan) -> Outcome:
        if not says_otherwise(self._book, kept, said):
            return Outcome.UNCHANGED
        key = self._between.key(kept)
        return put_pairing(self._book, {"key": key, **said, "source_id": self._source(plan)})[1]

    def _raise_stage(self, kept: Kept, plan: Plan) -> Outcome:
        """Negotiated becomes planned: from the plan's start on, so that earlier days stay."""
        raised: dict[str, Value] = {"stage": plan.stage.text, **plan.said()}
        start = plan.span.start
        if start is None or self._between.starts_by(kept, start):
            return self._amend(kept, raised, plan)
        source: dict[str, Value] = {"source_id": self._source(plan)}
        self._between.succeed(kept, start, {**raised, **source})
        return Outcome.NEW

    def _notice_days(self, kept: Kept, donor: Known, recipient: Known, plan: Plan) -> None:
        start, said = self._between.day(kept, "start_day"), plan.span.start
        if said is not None and start != said.date:
            self._report.notices.append(start_kept(donor, recipient, start, said))
        end, said = self._between.day(kept, "end_day"), plan.span.end
        if said is not None and end != said.date:
            there = say("未写明截止日") if end is None else say("截止日为 {end}", end=end)
            self._report.notices.append(
                say(
                    "{name}与{name2}的结对已在台账，{there}，未改为 {said}",
                    name=donor.name,
                    name2=recipient.name,
                    there=there,
                    said=said,
                )
            )


def start_kept(donor: Known, recipient: Known, start: object, said: object) -> str:
    """What to say of a list with another start than the ledger's."""
    there = say("未写明起始日") if start is None else say("起始日为 {start}", start=start)
    return say(
        "{name}与{name2}的结对已在台账，{there}，未改为 {said}",
        name=donor.name,
        name2=recipient.name,
        there=there,
        said=said,
    )
