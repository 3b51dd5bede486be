"""The mutations. Each gives one command of `graph.registry`, and says as data what it refuses."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from graph.days import Day as KnownDay
from graph.days import date_of
from graph.errors import DatabaseProblem, NotFound, Rejected
from graph.registry import commands, handing_over
from graph.registry.commands import Amended, NewPairing, Seen
from graph.registry.database import Command, Database
from graph.rights import Forbidden, Who
from graph.texts import shown
from schema.change import (
    AmendPairingInput,
    Named,
    PairingPayload,
    Payload,
    Places,
    Refusal,
    RegisterPairingInput,
)
from schema.context import Context, Info
from schema.fields import computed
from schema.scalars import Day

IDS = ("lead", "partner")
TEXTS = ("programme", "agreement", "note")
DAYS = ("start", "end")
DEAR = 20
"""The weight of a change, before which and after which other writers wait."""

PairingId = Annotated[strawberry.ID, strawberry.argument(description="The id of the pairing.")]
Version = Annotated[
    int,
    strawberry.argument(
        description="The version that was seen; refused when it is no longer this one."
    ),
]


def register_pairing(root: None, info: Info, *, input: RegisterPairingInput) -> Payload:
    given = _given(input, ("key", *IDS, *TEXTS, *DAYS))
    named = Named(info.context.snapshot, [])
    new = NewPairing(
        named.party("donor", input.donor),
        named.party("recipient", input.recipient),
        input.stage,
        input.source,
        key=given.get("key"),
        lead=named.unit("lead", given.get("lead")),
        partner=named.unit("partner", given.get("partner")),
        programme=given.get("programme"),
        start=_day(given.get("start")),
        end=_day(given.get("end")),
        agreement=given.get("agreement"),
        note=given.get("note"),
    )
    return _change(
        info.context,
        named,
        lambda database, who: commands.register_pairing(database, who, new),
        _in_input(RegisterPairingInput),
    )


def amend_pairing(root: None, info: Info, *, input: AmendPairingInput) -> Payload:
    named = Named(info.context.snapshot, [])
    seen = Seen(named.pairing(input.id), input.version)
    changes: dict[str, Amended] = {}
    for name, value in _given(input, (*IDS, *TEXTS, *DAYS, "stage")).items():
        if name in IDS:
            changes[name] = named.unit(name, value)
        else:
            changes[name] = _day(value) if name in DAYS else value
    return _change(
        info.context,
        named,
        _same(seen, lambda database, who: commands.amend_pairing(database, who, seen, changes)),
        _in_input(AmendPairingInput),
    )


def sign_pairing(
    root: None,
    info: Info,
    *,
    id: PairingId,
    version: Version,
    day: Day,
    agreement: str | None = None,
) -> Payload:
    named = Named(info.context.snapshot, [])
    seen = Seen(named.pairing(id), version)
    return _change(
        info.context,
        named,
        lambda database, who: commands.sign_pairing(database, who, seen, _date(day), agreement),
        Places(("id", "version", "day", "agreement")),
    )


def end_pairing(root: None, info: Info, *, id: PairingId, version: Version, end: Day) -> Payload:
    named = Named(info.context.snapshot, [])
    seen = Seen(named.pairing(id), version)
    return _change(
        info.context,
        named,
        _same(seen, lambda database, who: commands.end_pairing(database, who, seen, _date(end))),
        Places(("id", "version", "end")),
    )


def hand_over_pairing(
    root: None,
    info: Info,
    *,
    id: PairingId,
    version: Version,
    donor: strawberry.ID,
    day: Day,
) -> Payload:
    named = Named(info.context.snapshot, [])
    seen, taker = Seen(named.pairing(id), version), named.party("donor", donor)
    return _change(
        info.context,
        named,
        lambda database, who: handing_over.hand_over_pairing(
            database, who, seen, taker, _date(day)
        ),
        Places(("id", "version", "donor", "day")),
    )


@strawberry.type(
    description="Each is one change, in turn, and leaves an audit row under the name of who asks. "
    "To be sent by POST. Where `errors` names one of them, look before trying again: it may have "
    "been made."
)
class Mutation:
    register_pairing: PairingPayload = computed(register_pairing, "Adds a pairing.", DEAR)
    amend_pairing: PairingPayload = computed(
        amend_pairing,
        "Corrects a pairing over its whole span. Nothing happens, and the version stays, when "
        "nothing differs.",
        DEAR,
    )
    sign_pairing: PairingPayload = computed(
        sign_pairing,
        "Ends the planned or negotiating pairing on `day` and opens a signed one from that day "
        "which follows it, so that earlier days stay as they were. One that would only start on "
        "that day or later becomes the signed one itself. Gives the signed one; its agreement is "
        "that of the plan when it is left out.",
        DEAR,
    )
    end_pairing: PairingPayload = computed(
        end_pairing,
        "The pairing holds up to the day before `end`, which may only come sooner than its own "
        "end: to extend it is to amend it.",
        DEAR,
    )
    hand_over_pairing: PairingPayload = computed(
        hand_over_pairing,
        "Hands a pairing over to a successor: ends it on `day` and opens the same one with the "
        "new donor from that day, which follows it, so that cover is not interrupted. Gives the "
        "successor's.",
        DEAR,
    )


def _change(context: Context, named: Named, command: Command[str], places: Places) -> Payload:
    """Gives a command that returns the key of the pairing to show."""
    try:
        named.refuse()
        pairing = _write(context, command)
    except Rejected as error:
        refusals = [
            Refusal(places.path(one.path[0]), one.code, one.message) for one in error.problems
        ]
        return Payload(None, refusals)
    except (Forbidden, DatabaseProblem) as error:
        return Payload(None, [Refusal([], error.code, str(error))])
    return Payload(pairing, [])


def _write(context: Context, command: Command[str]) -> int:
    """The row of the pairing as everybody sees it now. Raises NotFound when it was written, and
    cannot be seen: the ledger could not be read, or somebody has taken it back since."""
    if context.writer is None:
        raise Forbidden("这里的台账只能看，不能改")
    try:
        key = context.writer.run(command)
    finally:
        context.snapshot = context.writer.snapshot
    row = context.snapshot.pairings.find(key)
    if row is None:
        raise NotFound(f"已写入“{shown(key)}”，但现在读不到它")
    return row


def _same(seen: Seen, command: Callable[[Database, Who], None]) -> Command[str]:
    """A command after which the pairing itself is what to show."""

    def run(database: Database, who: Who) -> str:
        command(database, who)
        return seen.key

    return run


def _given(
    input: RegisterPairingInput | AmendPairingInput, names: tuple[str, ...]
) -> dict[str, Any]:
    """What was not left out of these."""
    values = {name: getattr(input, name) for name in names}
    return {name: value for name, value in values.items() if value is not UNSET}


def _in_input(kind: type[RegisterPairingInput | AmendPairingInput]) -> Places:
    return Places(tuple(kind.__annotations__), ("input",))


def _date(day: Day) -> date:
    found = date_of(day)
    assert found is not None, "a Date is bounded"
    return found


def _day(day: Day | None) -> KnownDay | None:
    return None if day is None else KnownDay(_date(day))
