"""Two people changed the same pairing: what the second has seen, what stands now, what he typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.language import say
from graph.registry.audit import Value
from graph.registry.history import pairing_at, pairing_history
from graph.words import Stage
from server.pages.asked import Asked
from server.pages.forms import Sent
from server.pages.history import FLAGS, ChangeLine, change_lines, written
from server.pages.pairing_values import column_values

SHOWN = {
    "donor_id": (say("支援方"), "donor_text"),
    "recipient_id": (say("受援方"), ""),
    "stage": (say("阶段"), "stage"),
    "negotiating_villages": (say("村级协商中"), "negotiating_villages"),
    "start_day": (say("起"), "start"),
    "end_day": (say("止"), "end"),
    "lead_id": (say("责任单位"), "lead_text"),
    "partner_id": (say("协作单位"), "partner_text"),
    "programme": (say("帮扶渠道"), "programme"),
    "agreement": (say("协议编号"), "agreement"),
    "note": (say("备注"), "note"),
}
"""Columns, with their names on the screen and in the form."""
TYPED = (
    *("stage", "negotiating_villages", "start", "end"),
    *("programme", "agreement", "note"),
)
GROUPS = (
    ("lead_text", "lead_for", "lead"),
    ("partner_text", "partner_for", "partner"),
    *((name,) for name in TYPED),
)
"""Values of a form that belong together."""


class ClashLine(NamedTuple):
    """One field three times; `differs` when somebody else has changed it."""

    field: str
    seen: str
    now: str
    typed: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """`seen_values` and `now_values` are what the form would have been sent with."""

    seen_version: str
    now_version: int
    lines: tuple[ClashLine, ...]
    last: ChangeLine | None
    seen_values: Mapping[str, str]
    now_values: Mapping[str, str]


def clash_of(asked: Asked, row: int, sent: Sent) -> Clash:
    """Reads SQL: only there is what the pairing was."""
    assert asked.database is not None
    held, values = asked.snapshot.pairings, sent.values or {}
    id_, version, said = held.id.at[row], held.version.at[row], values.get("version", "")
    with asked.database.read() as connection:
        now = pairing_at(connection, id_, version) or {}
        seen = pairing_at(connection, id_, int(said[:9]) if said.isdecimal() else 0) or now
        last = pairing_history(connection, id_, 0, 1)
    lines = tuple(_line(asked, name, seen, now, values) for name in SHOWN)
    return Clash(
        *(said[:9], version, lines),
        next(iter(change_lines(asked, last)), None),
        *(column_values(asked, seen), column_values(asked, now)),
    )


def _line(
    asked: Asked,
    name: str,
    seen: Mapping[str, Value],
    now: Mapping[str, Value],
    values: Mapping[str, str],
) -> ClashLine:
    label, field = SHOWN[name]
    before, after = (written(asked, "pairing", columns, name) for columns in (seen, now))
    typed = values.get(field, "")
    if name == "stage":
        typed = {stage.text: stage.chinese for stage in Stage}.get(typed, "")
    if name in FLAGS:
        typed = {"1": say("是"), "0": say("否")}.get(typed, "")
    return ClashLine(label, before, after, typed, before != after)


def differing(asked: Asked, row: int, version: int) -> tuple[ClashLine, ...]:
    """What has changed in a pairing since this version of it. Reads SQL."""
    assert asked.database is not None
    id_ = asked.snapshot.pairings.id.at[row]
    with asked.database.read() as connection:
        now = pairing_at(connection, id_, asked.snapshot.pairings.version.at[row]) or {}
        seen = pairing_at(connection, id_, version) or now
    lines = (_line(asked, name, seen, now, {}) for name in SHOWN)
    return tuple(line for line in lines if line.differs)


def merged(typed: Mapping[str, str], clash: Clash) -> dict[str, str]:
    """What was typed where it differs from what was seen; where not, what stands now."""
    values = dict(typed)
    for group in GROUPS:
        untouched = all(typed.get(n, "") == clash.seen_values.get(n, "") for n in group)
        if untouched and group[0] in typed:
            values |= {name: clash.now_values.get(name, "") for name in group}
    return values
