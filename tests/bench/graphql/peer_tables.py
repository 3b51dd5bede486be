"""The Strawberry peer's models: of the ledger's tables, the columns that its schema shows."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from graph.registry.tables import Day


class Base(DeclarativeBase):
    type_annotation_map = {date: Day}  # noqa: RUF012  # read by SQLAlchemy so


class Party(Base):
    __tablename__ = "party"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    kind: Mapped[str]
    side: Mapped[str]
    name: Mapped[str]
    code: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    retracted: Mapped[int]


class Pairing(Base):
    __tablename__ = "pairing"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    donor_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    programme: Mapped[str | None]
    stage: Mapped[str]
    start_day: Mapped[date | None]
    end_day: Mapped[date | None]
    agreement: Mapped[str | None]
    note: Mapped[str | None]
    version: Mapped[int]
    retracted: Mapped[int]


class Designation(Base):
    __tablename__ = "designation"

    id: Mapped[int] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    kind: Mapped[str]
    start_day: Mapped[date | None]
    end_day: Mapped[date | None]
    retracted: Mapped[int]
