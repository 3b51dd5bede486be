"""Commands on pairings. Each is one transaction with its audit rows, or changes nothing.

What a command refuses, it refuses with every problem that it found, each with a stable code and
the field that it is about. Pairings and parties are named by their keys. The rules are those of
the contract (`schema.graphql`, Mutation): signing, ending and handing over leave every day before
them as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph.days import Day
from graph.errors import Problem, Rejected
from graph.language import say
from graph.registry.audit import Fields, Value
from graph.registry.book import Span
from graph.registry.database import Database
from graph.registry.pairing_desk import MOST_CHANGED, PairingDesk, Seen, from_day, open_desk
from graph.rights import Who
from graph.words import Side, Stage

__all__ = [
    "MOST_CHANGED",
    "Amended",
    "NewPairing",
    "Seen",
    "amend_pairing",
    "cancel_pairing",
    "change_pairings",
    "end_pairing",
    "register_pairing",
    "sign_pairing",
]

TEXTS = ("programme", "agreement", "note")
CLEARABLE = ("lead", "partner", "programme", "start", "end", "agreement", "note")
"""What amending can set to nothing."""
Amended = str | Day | Stage | bool | None
"""What amending can set a field to."""
IN_MANY = {"end": "结束日", "lead": "责任单位", "programme": "帮扶渠道"}
"""What can be changed in many pairings alike, but for cancelling them."""


@dataclass(frozen=True, slots=True)
class NewPairing:
    """What registering needs; `key` is made from both ends when it is None."""

    donor: str
    recipient: str
    stage: Stage
    source: str
    key: str | None = None
    lead: str | None = None
    partner: str | None = None
    programme: str | None = None
    start: Day | None = None
    end: Day | None = None
    agreement: str | None = None
    note: str | None = None


def register_pairing(database: Database, who: Who, new: NewPairing) -> str:
    """Adds a pairing and returns its key. Raises Rejected."""
    with open_desk(database, who, "register") as desk:
        donor = desk.end("donor", new.donor, Side.DONOR)
        recipient = desk.end("recipient", new.recipient, Side.RECIPIENT)
        fields: dict[str, Value] = {
            "stage": new.stage.text,
            "lead_id": desk.unit("lead", new.lead),
            "partner_id": desk.unit("partner", new.partner),
            **{name: desk.text(name, getattr(new, name)) for name in TEXTS},
            **Span(new.start, new.end).fields(),
        }
        key = desk.new_key(new.key, f"{new.donor}-{new.recipient}")
        source = desk.text("source", new.source)
        if source is None:
            desk.problem("source", "MISSING", say("每条结对关系都要写明来源"))
        desk.refuse()
        assert source is not None
        fields |= {"key": key, "donor_id": donor, "recipient_id": recipient}
        desk.open_batch(fields)
        fields |= {"source_id": desk.source(source), "version": 1}
        desk.insert(fields)
        return key


def amend_pairing(database: Database, who: Who, seen: Seen, changes: Mapping[str, Amended]) -> None:
    """Corrects a pairing over its whole span. Raises Rejected.

    `changes` holds lead, partner, programme, stage, start, end, agreement and note as far as they
    change; None clears all but the stage. `negotiating_villages` is True or False, and True only
    where the recipient holds villages.
    """
    with open_desk(database, who, "amend") as desk:
        row = desk.seen(seen)
        if changes.get("negotiating_villages"):
            desk.holds_villages(row, "negotiating_villages")
        fields: dict[str, Value] = {}
        for name, value in changes.items():
            fields |= _amended(desk, name, value)
        desk.refuse()
        desk.amend(row, fields)


def _amended(desk: PairingDesk, name: str, value: Amended) -> Fields:
    """The columns that one change of a field sets."""
    if value is None and name not in CLEARABLE:
        desk.problem(name, "MISSING", say("{name} 不能清空", name=name))
        return {}
    if isinstance(value, bool):
        return {name: int(value)}
    if name in ("lead", "partner"):
        return {f"{name}_id": desk.unit(name, None if value is None else str(value))}
    if name in ("start", "end"):
        day = value if isinstance(value, Day) else None
        span = Span(day, None) if name == "start" else Span(None, day)
        return {column: one for column, one in span.fields().items() if column.startswith(name)}
    if isinstance(value, Stage):
        return {name: value.text}
    return {name: desk.text(name, None if value is None else str(value))}


def sign_pairing(
    database: Database, who: Who, seen: Seen, day: date, agreement: str | None = None
) -> str:
    """Ends a planned or negotiating pairing on `day` and opens a signed one that follows it.

    One that would only start on that day or later has no day to keep: it becomes the signed one
    itself, from `day` on. Returns the key of the signed pairing. Raises Rejected.
    """
    with open_desk(database, who, "sign") as desk:
        row = desk.seen(seen)
        if row.stage not in (Stage.PLANNED.text, Stage.NEGOTIATING.text):
            stage = Stage.named(row.stage).chinese
            message = say("这条结对关系{stage}，只能签订协商中或已列任务的", stage=stage)
            desk.problem("id", "WRONG_STAGE", message)
        desk.before_its_end(row, "day", day)
        written = desk.text("agreement", agreement)
        desk.refuse()
        signed: dict[str, Value] = {"stage": Stage.SIGNED.text, "negotiating_villages": 0}
        if agreement is not None:
            signed["agreement"] = written
        if row.start_day is not None and row.start_day >= day:
            desk.amend(row, {**signed, **from_day(day)})
            return seen.key
        return desk.succeed(row, day, signed)


def end_pairing(database: Database, who: Who, seen: Seen, end: date) -> None:
    """The pairing holds up to the day before `end`, which may only come sooner than its own end:
    to extend it is to amend it. Raises Rejected."""
    with open_desk(database, who, "end") as desk:
        row = desk.seen(seen)
        desk.is_in_force(row)
        desk.ends_sooner(row, end)
        desk.refuse()
        desk.end_on(row, end)


def cancel_pairing(database: Database, who: Who, seen: Seen) -> None:
    """Takes a pairing back as if it had never held. Raises Rejected."""
    with open_desk(database, who, "cancel") as desk:
        row = desk.seen(seen)
        desk.is_in_force(row)
        desk.refuse()
        desk.amend(row, {"stage": Stage.CANCELLED.text})


def change_pairings(
    database: Database, who: Who, seen: Iterable[Seen], changes: Mapping[str, str | date | None]
) -> int:
    """Changes many pairings alike: all of them, or none. Returns how many there were.

    `changes` may hold `stage` (only "cancelled"), `end` (as in `end_pairing`), and `lead` and
    `programme` (None clears them). Raises Rejected with the problems of every pairing, whose key
    comes first in their path; what is wrong with the changes themselves comes without one.
    """
    rows = list(dict.fromkeys(seen))
    with open_desk(database, who, "change", _title(changes, len(rows))) as desk:
        fields = _common(desk, changes, len(rows))
        problems = [problem for one in rows for problem in _change(desk.another(), one, fields)]
        if problems:
            raise Rejected(problems)
    return len(rows)


def _title(changes: Mapping[str, str | date | None], number: int) -> str:
    words = "、".join(word for name, word in IN_MANY.items() if name in changes)
    done = f"改{words}" if words else "改"
    return f"{'取消' if 'stage' in changes else done}：{number:,} 条结对关系"


def _common(
    desk: PairingDesk, changes: Mapping[str, str | date | None], number: int
) -> dict[str, Value]:
    """The columns that the changes set in every pairing."""
    fields: dict[str, Value] = {}
    if not changes or not changes.keys() <= {"stage", *IN_MANY}:
        message = say("请写明要改什么：取消、结束日、责任单位或帮扶渠道")
        desk.problem("changes", "MISSING", message)
    desk.limit(number)
    if "stage" in changes:
        fields["stage"] = Stage.CANCELLED.text
        if changes["stage"] != Stage.CANCELLED.text:
            message = say("成批只能取消；签订要一条一条写明签订日")
            desk.problem("stage", "WRONG_STAGE", message)
    if isinstance(end := changes.get("end"), date):
        fields |= {"end_day": end, "end_precision": "day"}
    if "lead" in changes:
        lead = changes["lead"]
        fields["lead_id"] = desk.unit("lead", None if lead is None else str(lead))
    if "programme" in changes:
        programme = changes["programme"]
        fields["programme"] = desk.text("programme", None if programme is None else str(programme))
    desk.refuse()
    return fields


def _change(desk: PairingDesk, seen: Seen, fields: Fields) -> Sequence[Problem]:
    """Changes one of many; returns what is wrong with it."""
    with desk.one_of_many(seen) as problems:
        row = desk.seen(seen)
        desk.is_in_force(row)
        if isinstance(end := fields.get("end_day"), date):
            desk.ends_sooner(row, end)
        desk.refuse()
        desk.amend(row, fields)
    return problems
