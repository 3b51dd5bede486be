"""Commands that name unnamed villages: all of those given, or none.

What is refused is refused with every problem that was found; the key of the unnamed village that
it is about comes first in its path. `graph.registry.resolving` has the rules.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from graph.errors import Problem, Rejected
from graph.language import say
from graph.registry.audit import Recorder
from graph.registry.book import Book, Known
from graph.registry.constraints import refusing
from graph.registry.database import Database
from graph.registry.resolving import Resolver
from graph.registry.tables import audit, party
from graph.rights import Who

BATCH = "name"
"""The kind of batch that a naming is."""
MOST_NAMED = 5000
"""Villages that one command names at most: while it works, other writers wait."""

Names = Sequence[tuple[str, str]]
"""Keys: of an unnamed village, and of the village of the register that it turned out to be."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One village named, by keys, and the keys of the pairings that moved with it."""

    unnamed: str
    village: str
    pairings: tuple[str, ...]


def name_villages(database: Database, who: Who, names: Names) -> int:
    """The unnamed villages stand for nothing of their own any more; what stood on them stands on
    the villages named. Returns the id of the batch, by which it can be undone. Raises Rejected."""
    with refusing("name", "names"), database.write(who) as recorder:
        return name_in(recorder, names)


def name_in(recorder: Recorder, names: Names) -> int:
    """The same within a transaction that somebody else ends."""
    book = Book(recorder)
    places = _places(book, names)
    _resolve(book, names)
    where = places[0] if len(places) == 1 else f"{places[0]}等 {len(places)} 处"
    batch_id = recorder.open_batch(BATCH, f"{where}定名 {len(names)} 个村")
    book.apply()
    return batch_id


def preview_names(database: Database, names: Names) -> list[Naming]:
    """What `name_villages` would do now, by the same code. Raises Rejected."""
    with database.read() as connection:
        return _resolve(Book(Recorder(connection, "")), names)


def _places(book: Book, names: Names) -> list[str]:
    """What the villages were counted for, each once."""
    found = (book.parties.get(key) for key, _ in names)
    ids = dict.fromkeys(one.parent_id for one in found if one is not None and one.parent_id)
    return [book.by_id[each].name for each in ids] or [""]


def _resolve(book: Book, names: Names) -> list[Naming]:
    if not 0 < len(names) <= MOST_NAMED:
        message = say("一次定名 1 到 {most:,} 个村，这里有 {n:,} 个", most=MOST_NAMED, n=len(names))
        raise Rejected([Problem(("names",), "TOO_MANY" if names else "MISSING", message)])
    resolver, problems, done = Resolver(book), list[Problem](), list[Naming]()
    first: dict[str, str] = {}
    for key, village_key in names:
        against = _repeated(book, first, key, village_key)
        unnamed, village = (_known(book, each, against) for each in (key, village_key))
        if key in book.former and not against:
            unnamed_name, name = _name(book, key), book.former[key].name
            message = say("{unnamed}已定名为{name}", unnamed=unnamed_name, name=name)
            against.append(("ALREADY_NAMED", message))
        if unnamed is not None and village is not None and not against:
            found = resolver.obstacles(unnamed, village)
            against += [(one.code, one.message) for one in found]
            if not against:
                done.append(Naming(key, village_key, tuple(resolver.resolve(unnamed, village))))
        problems += [Problem((key,), code, message) for code, message in against]
    if problems:
        raise Rejected(problems)
    return done


def _name(book: Book, key: str) -> str:
    """What a party is called itself, though another may stand for it."""
    kept = book.party.find(key)
    return key if kept is None else str(book.party.get(kept, "name"))


def _repeated(
    book: Book, first: dict[str, str], key: str, village_key: str
) -> list[tuple[str, str]]:
    """What the same command said before: `first` has the partner of each key."""
    against: list[tuple[str, str]] = []
    for one, other in ((key, village_key), (village_key, key)):
        if one in first:
            message = say(
                "{one}已与{other}相配，一个村只能用一次",
                one=_name(book, one),
                other=_name(book, first[one]),
            )
            against.append(("DUPLICATE", message))
        first.setdefault(one, other)
    return against


def _known(book: Book, key: str, against: list[tuple[str, str]]) -> Known | None:
    known = book.parties.get(key)
    if known is None:
        against.append(("NOT_FOUND", say("没有编码为“{key}”的主体", key=key)))
    return known


@dataclass(frozen=True, slots=True)
class NamedBy:
    """Who named a village and when (UTC in ISO 8601), and the batch, by which it is undone."""

    batch_id: int | None
    at: str
    who: str


def named_by(connection: Connection, unnamed_ids: Collection[int]) -> dict[int, NamedBy]:
    """The naming of each of these unnamed villages, by SQL id; the last one of each."""
    a = audit.c
    changed = select(a.subject_id, a.batch_id, a.at, a.who).where(
        a.subject == party.name,
        a.subject_id.in_(unnamed_ids),
        a.action == "amend",
        a.after.contains('"resolved_to_id":'),
    )
    rows = connection.execute(changed.order_by(a.seq))
    return {row.subject_id: NamedBy(row.batch_id, row.at, row.who) for row in rows}
