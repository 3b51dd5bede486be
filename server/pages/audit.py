"""The audit: who changed what and when, of everything; and the end of its chain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.language import joined, say
from graph.registry.audit import Head, chain_head
from graph.registry.history import ACCESSORY, Wanted, counted_history, searched_history, writers
from graph.registry.subjects import SUBJECTS
from server.pages.asked import Asked, BadQuery, Shown
from server.pages.batches import paged
from server.pages.history import ACTIONS, ChangeLine, change_lines
from server.pages.listing import Listing, Option


@dataclass(frozen=True, slots=True)
class AuditPage:
    """`since` and `until` are days in ISO 8601, empty for none."""

    list: Listing[ChangeLine]
    people: tuple[Option, ...]
    subjects: tuple[Option, ...]
    actions: tuple[Option, ...]
    since: str
    until: str
    head: Head
    is_narrowed: bool


def audit(asked: Asked) -> Shown:
    assert asked.database is not None
    wanted = wanted_in(asked)
    with asked.database.read() as connection:
        counted = asked.snapshot.memo.get(
            (counted_history, wanted), lambda: counted_history(connection, wanted)
        )

        def read(first: int, size: int) -> tuple[int, Sequence[ChangeLine]]:
            history = searched_history(connection, wanted, first, size, counted)
            return history.total, change_lines(asked, history)

        page = AuditPage(
            paged(asked, read, lambda line: line),
            tuple(Option(each, each[:40], each == wanted.who) for each in writers(connection)),
            _options(SUBJECTS, wanted.subject),
            _options(ACTIONS, wanted.action),
            asked.query.get("since", ""),
            asked.query.get("until", ""),
            chain_head(connection),
            wanted != Wanted(),
        )
    return Shown("audit", say("审计记录"), page)


def wanted_in(asked: Asked) -> Wanted:
    """Raises BadQuery."""
    return Wanted(
        asked.text("who") or None,
        _one_of(asked, "subject", SUBJECTS),
        _one_of(asked, "action", ACTIONS),
        asked.day("since"),
        asked.day("until"),
    )


def described(wanted: Wanted) -> Iterator[tuple[str, str]]:
    """What was chosen, in words."""
    for name, text in (
        (say("谁"), wanted.who),
        (say("什么"), wanted.subject and SUBJECTS[wanted.subject]),
        (say("改动"), wanted.action and ACTIONS[wanted.action]),
        (say("从"), wanted.since and wanted.since.isoformat()),
        (say("到"), wanted.until and wanted.until.isoformat()),
    ):
        if text:
            yield name, text


def _options(words: Mapping[str, str], chosen: str | None) -> tuple[Option, ...]:
    known = ((word, text) for word, text in words.items() if word not in ACCESSORY)
    return tuple(Option(word, text, word == chosen) for word, text in known)


def _one_of(asked: Asked, name: str, known: Mapping[str, str]) -> str | None:
    word = asked.query.get(name, "")
    if word and word not in known:
        values = {"text": word[:20], "name": name, "known": joined(known)}
        raise BadQuery(name, say("“{text}”不是 {name} 的取值；可用 {known}", **values))
    return word or None
