"""What the Strawberry peer's resolvers share while one request lasts."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import peer_reading as reading
from peer_reading import Children, PartyPairings
from peer_tables import Pairing, Party
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from strawberry.dataloader import DataLoader

Key = TypeVar("Key")
Result = TypeVar("Result")
Cover = tuple[int, date]


class Reader:
    """Runs what reads. SQLite answers from memory, faster than a thread would be woken;
    PostgreSQL is waited for in a thread, so that others are served meanwhile."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waits = engine.dialect.name != "sqlite"

    async def read(self, work: Callable[[Session], Result]) -> Result:
        if self._waits:
            return await asyncio.to_thread(self._run, work)
        return self._run(work)

    def _run(self, work: Callable[[Session], Result]) -> Result:
        with Session(self._engine, expire_on_commit=False) as session:
            return work(session)

    def loader(
        self, load: Callable[[Session, Sequence[Key]], Sequence[Result]]
    ) -> DataLoader[Key, Result]:
        async def batch(keys: list[Key]) -> list[Result]:
            return list(await self.read(lambda session: load(session, keys)))

        return DataLoader(load_fn=batch)


class Loaders:
    """The DataLoaders of one request."""

    def __init__(self, reader: Reader) -> None:
        self.read = reader.read
        self.parties: DataLoader[int, Party | None] = reader.loader(reading.parties_by_id)
        self.children: DataLoader[Children, list[Party]] = reader.loader(reading.pages_of_children)
        self.pairings: DataLoader[PartyPairings, list[Pairing]] = reader.loader(
            reading.pages_of_pairings
        )
        self.covers: DataLoader[Cover, str | None] = reader.loader(_covers)


def _covers(session: Session, keys: Sequence[Cover]) -> list[str | None]:
    by_day: dict[date, list[int]] = defaultdict(list)
    for village, at in keys:
        by_day[at].append(village)
    found: dict[Cover, str | None] = {}
    for at, villages in by_day.items():
        covers = reading.covers_of(session, at, villages)
        found.update(zip(((village, at) for village in villages), covers, strict=True))
    return [found[key] for key in keys]
