"""What the Strawberry peer asks of the database: one statement for a batch of keys, never more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from peer_tables import Designation, Pairing, Party
from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    distinct,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

DIVISIONS = ("province", "prefecture", "county", "township", "village")


class Paging(NamedTuple):
    """`first` rows behind the key `after`."""

    first: int
    after: str | None


class PartyPairings(NamedTuple):
    """A page of the pairings of one party, which stands on one side for good."""

    party: int
    side: str
    stages: tuple[str, ...]
    at: date | None
    paging: Paging


class Children(NamedTuple):
    party: int
    paging: Paging


class CountyCoverage(NamedTuple):
    county: int
    total: int
    covered: int
    planned: int
    township_only: int
    county_only: int
    none: int
    sole_donor: int


def parties_by_id(session: Session, ids: Sequence[int]) -> list[Party | None]:
    found = {one.id: one for one in session.scalars(select(Party).where(Party.id.in_(ids)))}
    return [found.get(id_) for id_ in ids]


def party_by_key(session: Session, key: str) -> Party | None:
    return session.scalar(select(Party).where(Party.key == key, Party.retracted == 0))


def pairing_by_key(session: Session, key: str) -> Pairing | None:
    return session.scalar(select(Pairing).where(Pairing.key == key, Pairing.retracted == 0))


def pages_of_pairings(session: Session, pages: Sequence[PartyPairings]) -> list[list[Pairing]]:
    """Each with one row more than asked for when there is more."""
    found: dict[PartyPairings, list[Pairing]] = {}
    for like, parties in _alike(pages).items():
        _, side, stages, at, paging = like
        end = Pairing.donor_id if side == "donor" else Pairing.recipient_id
        wanted = and_(Pairing.retracted == 0, Pairing.stage.in_(stages))
        if at is not None:
            wanted = and_(wanted, holds(Pairing, at))
        rows = _pages(session, end, parties, wanted, paging)
        found.update({like._replace(party=party): rows[party] for party in parties})
    return [found[page] for page in pages]


def pages_of_children(session: Session, pages: Sequence[Children]) -> list[list[Party]]:
    """Each with one row more than asked for when there is more."""
    found: dict[Children, list[Party]] = {}
    for like, parents in _alike(pages).items():
        wanted = and_(Party.retracted == 0, Party.kind.in_(DIVISIONS))
        rows = _pages(session, Party.parent_id, parents, wanted, like.paging)
        found.update({like._replace(party=parent): rows[parent] for parent in parents})
    return [found[page] for page in pages]


def _alike(pages: Iterable[Any]) -> dict[Any, list[int]]:
    """The parties of pages that differ in nothing else."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for page in pages:
        groups[page._replace(party=0)].append(page.party)
    return groups


def _pages(
    session: Session,
    end: InstrumentedAttribute[Any],
    parties: Sequence[int],
    wanted: ColumnElement[bool],
    paging: Paging,
) -> dict[int, list[Any]]:
    model: Any = end.class_
    if paging.after is not None:
        wanted = and_(wanted, model.key > paging.after)
    place = func.row_number().over(partition_by=end, order_by=model.key)
    numbered = select(model, place.label("place")).where(end.in_(parties), wanted).subquery()
    row = aliased(model, numbered)
    statement = select(row, numbered.c[end.key])
    statement = statement.where(numbered.c.place <= paging.first + 1).order_by(numbered.c.place)
    found: dict[int, list[Any]] = defaultdict(list)
    for one, party in session.execute(statement):
        found[party].append(one)
    return found


def uncovered_page(session: Session, at: date, paging: Paging) -> list[Party]:
    """One row more than asked for when there is more."""
    covered = exists().where(Pairing.recipient_id == Party.id, signed(at))
    statement = (
        select(Party)
        .where(Party.kind == "village", Party.retracted == 0, is_target(Party.id, at), ~covered)
        .order_by(Party.key)
        .limit(paging.first + 1)
    )
    if paging.after is not None:
        statement = statement.where(Party.key > paging.after)
    return list(session.scalars(statement))


def covers_of(session: Session, at: date, villages: Sequence[int]) -> list[str | None]:
    """None for what is no target village."""
    village, township = aliased(Party), aliased(Party)
    above = {
        row.id: (row.id, row.parent_id, row.county_id)
        for row in session.execute(
            select(village.id, village.parent_id, township.parent_id.label("county_id"))
            .join(township, township.id == village.parent_id)
            .where(village.id.in_(villages), is_target(village.id, at))
        )
    }
    parties = {party for three in above.values() for party in three}
    any_signed = func.max(case((Pairing.stage == "signed", 1), else_=0))
    statement = select(Pairing.recipient_id, any_signed).where(
        Pairing.recipient_id.in_(parties), active(at)
    )
    best: dict[int, int] = dict(session.execute(statement.group_by(Pairing.recipient_id)).all())
    return [_cover(best, *above[id_]) if id_ in above else None for id_ in villages]


def _cover(best: dict[int, int], village: int, township: int, county: int) -> str:
    if village in best:
        return "covered" if best[village] else "planned"
    if best.get(township):
        return "township_only"
    return "county_only" if best.get(county) else "none"


def coverage_by_county(session: Session, at: date) -> list[CountyCoverage]:
    """In the order of keys."""
    is_signed = Pairing.stage == "signed"
    counted = (
        select(
            Pairing.recipient_id.label("party"),
            func.max(case((is_signed, 1), else_=0)).label("signed"),
            func.count(distinct(case((is_signed, Pairing.donor_id)))).label("donors"),
        )
        .where(active(at))
        .group_by(Pairing.recipient_id)
        .cte()
    )
    target = select(Designation.village_id).where(deep(at)).distinct().cte()
    own, of_township, of_county = (aliased(counted) for _ in range(3))
    village, township, county = aliased(Party), aliased(Party), aliased(Party)
    cover = case(
        (own.c.signed == 1, 0),
        (own.c.signed == 0, 1),
        (of_township.c.signed == 1, 2),
        (of_county.c.signed == 1, 3),
        else_=4,
    )
    covers = (
        select(county.id, county.key, cover.label("cover"), own.c.donors)
        .select_from(target)
        .join(village, village.id == target.c.village_id)
        .join(township, township.id == village.parent_id)
        .join(county, county.id == township.parent_id)
        .outerjoin(own, own.c.party == village.id)
        .outerjoin(of_township, of_township.c.party == township.id)
        .outerjoin(of_county, of_county.c.party == county.id)
        .subquery()
    )
    sums = [func.sum(cast(covers.c.cover == number, Integer)) for number in range(5)]
    sole = func.sum(case((and_(covers.c.cover == 0, covers.c.donors == 1), 1), else_=0))
    statement = select(covers.c.id, func.count(), *sums, sole)
    grouped = statement.group_by(covers.c.id, covers.c.key).order_by(covers.c.key)
    return [CountyCoverage(*row) for row in session.execute(grouped)]


def is_target(village: Any, at: date) -> ColumnElement[bool]:
    return exists().where(Designation.village_id == village, deep(at))


def deep(at: date) -> ColumnElement[bool]:
    kind = Designation.kind == "deep_poverty"
    return and_(kind, Designation.retracted == 0, holds(Designation, at))


def active(at: date) -> ColumnElement[bool]:
    return and_(Pairing.retracted == 0, Pairing.stage != "cancelled", holds(Pairing, at))


def signed(at: date) -> ColumnElement[bool]:
    return and_(Pairing.retracted == 0, Pairing.stage == "signed", holds(Pairing, at))


def holds(model: type[Pairing | Designation], at: date) -> ColumnElement[bool]:
    begun = or_(model.start_day.is_(None), model.start_day <= at)
    return and_(begun, or_(model.end_day.is_(None), model.end_day > at))
