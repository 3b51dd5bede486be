"""What changes speak of by id, as a person knows it: parties, pairings and documents, those that
were taken back too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, Table, select

from graph.registry.audit import Value
from graph.registry.tables import (
    account,
    alias,
    capacity,
    cause,
    claim,
    designation,
    metadata,
    pairing,
    party,
    poverty,
    printed_rate,
    source,
)

OF_PARTY: tuple[tuple[Table, str], ...] = (
    (party, "id"),
    (alias, "party_id"),
    (capacity, "party_id"),
    (designation, "village_id"),
    (pairing, "donor_id"),
    (pairing, "recipient_id"),
    (poverty, "division_id"),
    (printed_rate, "division_id"),
    (cause, "division_id"),
    (claim, "division_id"),
)
"""Whose changes belong to a party, and the column that says so."""
NAMING = (
    *("donor_id", "recipient_id", "village_id", "lead_id", "partner_id"),
    *("parent_id", "resolved_to_id", "division_id"),
)
"""Columns whose change is told with the name of a party."""


class Changed(Protocol):
    """One row changed."""

    @property
    def subject(self) -> str: ...
    @property
    def subject_id(self) -> int: ...
    @property
    def before(self) -> Mapping[str, Value] | None: ...
    @property
    def after(self) -> Mapping[str, Value]: ...


class Called(NamedTuple):
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Mentioned:
    """`owners` are the ids of the parties that a changed row is about, by table and id: of a
    pairing both ends. `parties` and `documents` are by id, `pairings` are keys by id, `accounts`
    logins."""

    owners: Mapping[tuple[str, int], tuple[int, ...]]
    parties: Mapping[int, Called]
    pairings: Mapping[int, str]
    documents: Mapping[int, str]
    accounts: Mapping[int, str]

    def about(self, changed: Changed) -> list[Called]:
        """The parties that a changed row is about."""
        ids = self.owners.get((changed.subject, changed.subject_id), ())
        return [self.parties[id_] for id_ in ids if id_ in self.parties]


def mentioned_in(connection: Connection, changes: Sequence[Changed]) -> Mentioned:
    owners = _owners(connection, changes)
    parties = {id_ for ids in owners.values() for id_ in ids} | _values(changes, NAMING)
    rows = connection.execute(
        select(party.c.id, party.c.key, party.c.name).where(party.c.id.in_(parties))
    )
    pairings = _values(changes, ["follows_id"]) | {
        change.subject_id for change in changes if change.subject == pairing.name
    }
    keys = select(pairing.c.id, pairing.c.key).where(pairing.c.id.in_(pairings))
    documents = select(source).where(source.c.id.in_(_values(changes, ["source_id"])))
    signing_in = {change.subject_id for change in changes if change.subject == account.name}
    logins = select(account.c.id, account.c.login).where(account.c.id.in_(signing_in))
    return Mentioned(
        owners,
        {row.id: Called(row.key, row.name) for row in rows},
        {row.id: row.key for row in connection.execute(keys)},
        {row.id: f"{row.document} {row.place}".strip() for row in connection.execute(documents)},
        {row.id: row.login for row in connection.execute(logins)},
    )


def _owners(
    connection: Connection, changes: Sequence[Changed]
) -> dict[tuple[str, int], tuple[int, ...]]:
    ids: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        ids[change.subject].add(change.subject_id)
    columns: dict[str, list[str]] = defaultdict(list)
    for table, column in OF_PARTY:
        columns[table.name].append(column)
    found: dict[tuple[str, int], tuple[int, ...]] = {}
    for name in ids.keys() & columns.keys():
        table = metadata.tables[name]
        chosen = [table.c.id, *(table.c[column].label(f"own_{column}") for column in columns[name])]
        for row in connection.execute(select(*chosen).where(table.c.id.in_(ids[name]))):
            found[name, row[0]] = tuple(row[1:])
    return found


def _values(changes: Sequence[Changed], columns: Iterable[str]) -> set[int]:
    """The ids that stand in these columns."""
    return {
        int(str(fields[column]))
        for change in changes
        for fields in (change.before or {}, change.after)
        for column in columns
        if fields.get(column) is not None
    }
