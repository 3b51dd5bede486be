"""What a pairing's form is sent with when nothing was changed in it."""

from collections.abc import Mapping

from graph.network.snapshot import NOWHERE
from graph.registry.audit import Value
from graph.words import Stage
from server.pages.asked import Asked
from server.pages.forms import party_values
from server.pages.history import written
from server.pages.moments import span_of

TEXTS = ("programme", "agreement", "note")


def pairing_values(asked: Asked, row: int) -> dict[str, str]:
    """As it stands in the snapshot."""
    held, parties = asked.snapshot.pairings, asked.snapshot.parties
    id_, span = held.id.at[row], span_of(held, row)
    values = {"stage": Stage(held.stage.at[row]).text, "start": span.start, "end": span.end}
    values["negotiating_villages"] = str(held.negotiating_villages.at[row])
    for name, column in (("lead", held.lead), ("partner", held.partner)):
        unit = column.at[row]
        values |= party_values(asked, name, "" if unit == NOWHERE else parties.key(unit))
    texts = {"programme": held.text.programme, "agreement": held.text.agreement}
    texts["note"] = held.text.note
    return values | {name: texts[name][id_] or "" for name in TEXTS}


def column_values(asked: Asked, columns: Mapping[str, Value]) -> dict[str, str]:
    """As it stood in these columns of SQL."""
    values = {"stage": str(columns["stage"])}
    values["negotiating_villages"] = "1" if columns.get("negotiating_villages") else "0"
    for name in ("start", "end"):
        values[name] = written(asked, "pairing", columns, f"{name}_day")
    for name in ("lead", "partner"):
        values |= party_values(asked, name, _key(asked, columns.get(f"{name}_id")))
    return values | {name: str(columns.get(name) or "") for name in TEXTS}


def _key(asked: Asked, id_: Value) -> str:
    parties = asked.snapshot.parties
    if not isinstance(id_, int) or parties.row_of_id.at[id_] == NOWHERE:
        return ""
    return parties.key(parties.row_of_id.at[id_])
