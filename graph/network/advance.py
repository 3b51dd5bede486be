"""The next snapshot: only the columns that a change touches are copied, the rest is shared.

The audit names the rows that changed. They are read again and worked into copies of their
columns. What would move rows about (a retraction, an unnamed village that was resolved, another
key, kind, parent, donor or recipient) and more changes than are worth the trouble rebuild the
whole.
"""

from collections import defaultdict
from dataclasses import replace

from sqlalchemy import Connection, select

from graph.network.advance_designations import change_designations
from graph.network.advance_pairings import change_pairings
from graph.network.advance_parties import (
    add_parties,
    change_aliases,
    change_parties,
    shift_designations,
    shift_pairings,
)
from graph.network.memo import Memo
from graph.network.reading import (
    read_figures,
    read_snapshot,
    select_aliases,
    select_designations,
    select_pairings,
    select_parties,
)
from graph.network.rows import AliasRow, DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Snapshot
from graph.network.working import MovesRows
from graph.registry.tables import alias, audit, capacity, designation, pairing, party

REBUILD_FROM = 500
"""So many changed rows are cheaper to read anew with all the rest."""

FIGURES = frozenset({"poverty", "printed_rate", "cause", "claim"})


def advance(snapshot: Snapshot, connection: Connection) -> Snapshot:
    """The snapshot that this connection sees; the given one itself when nothing changed."""
    entries = connection.execute(
        select(audit.c.seq, audit.c.action, audit.c.subject, audit.c.subject_id)
        .where(audit.c.seq > snapshot.seq)
        .order_by(audit.c.seq)
        .limit(REBUILD_FROM)
    ).all()
    if not entries:
        return snapshot
    retracts = any(entry.action == "retract" for entry in entries)
    # Only while there are no parties may the ledger become a demonstration.
    if snapshot.is_empty or retracts or len(entries) == REBUILD_FROM:
        return read_snapshot(connection)
    changed: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        changed[entry.subject].add(entry.subject_id)
    try:
        return replace(_follow(snapshot, connection, changed), seq=entries[-1].seq)
    except MovesRows:
        return read_snapshot(connection)


def _follow(snapshot: Snapshot, connection: Connection, changed: dict[str, set[int]]) -> Snapshot:
    # `replace` makes a new memo, since what was computed may no longer hold.
    following = replace(snapshot, memo=Memo())
    following = _follow_parties(following, connection, changed)
    if following.parties is not snapshot.parties:
        following = replace(following, parties=replace(following.parties, memo=Memo()))
    if changed["pairing"]:
        statement = select_pairings().where(pairing.c.id.in_(changed["pairing"]))
        rows = [PairingRow(*row) for row in connection.execute(statement)]
        following = replace(
            following, pairings=change_pairings(following.pairings, following.parties, rows)
        )
    if changed["designation"]:
        statement = select_designations().where(designation.c.id.in_(changed["designation"]))
        entries = [DesignationRow(*row) for row in connection.execute(statement)]
        following = replace(
            following,
            designations=change_designations(following.designations, following.parties, entries),
        )
    if FIGURES & changed.keys():
        following = replace(following, figures=read_figures(connection))
    return following


def _follow_parties(
    snapshot: Snapshot, connection: Connection, changed: dict[str, set[int]]
) -> Snapshot:
    owners = _owners(connection, changed)
    if owners:
        statement = select_parties().where(party.c.id.in_(owners))
        rows = [PartyRow(*row) for row in connection.execute(statement)]
        if len(rows) < len(owners):
            # One of them was resolved, and has no row any more.
            raise MovesRows
        known = len(snapshot.parties.row_of_id.at)
        new = [row for row in rows if row.id >= known]
        old = [row for row in rows if row.id < known]
        parties = change_parties(snapshot.parties, old)
        parties, places = add_parties(parties, new)
        snapshot = replace(snapshot, parties=parties)
        if new:
            snapshot = replace(
                snapshot,
                pairings=shift_pairings(snapshot.pairings, places),
                designations=shift_designations(snapshot.designations, places),
            )
    named = _aliased(connection, changed)
    if named:
        statement = select_aliases().where(alias.c.party_id.in_(named))
        aliases = [AliasRow(*row) for row in connection.execute(statement)]
        snapshot = replace(snapshot, parties=change_aliases(snapshot.parties, named, aliases))
    return snapshot


def _owners(connection: Connection, changed: dict[str, set[int]]) -> set[int]:
    """Parties whose own row or whose capacity changed."""
    owners = select(capacity.c.party_id).where(capacity.c.id.in_(changed["capacity"]))
    return changed["party"] | set(connection.scalars(owners))


def _aliased(connection: Connection, changed: dict[str, set[int]]) -> set[int]:
    """Parties whose search text has to be made anew: other aliases, or another name."""
    owners = select(alias.c.party_id).where(alias.c.id.in_(changed["alias"]))
    return changed["party"] | set(connection.scalars(owners))
