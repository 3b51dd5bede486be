"""What naming would do: which village each unnamed one turns out to be, and what moves to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import Rejected
from graph.language import joined, say
from graph.registry.naming_desk import Naming, preview_names
from server.notices import Notice, Written
from server.pages.asked import Asked, Ref, Shown
from server.pages.naming_order import Refused, Wanted, division_of, written_pair
from server.pages.pairing_line import PairingLine, pairing_line
from server.pages.party import designation_lines

MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class MoveLine:
    """`line` is that of the list, 0 for none; `pair` is what the hidden field holds."""

    line: int
    unnamed: Ref
    village: Ref
    place: str
    designations: tuple[str, ...]
    pairings: tuple[PairingLine, ...]
    pair: str


@dataclass(frozen=True, slots=True)
class NamingPreview:
    """`left` tells the refused ones in short, to be told again when the others are written;
    `fault` is why nothing could be written."""

    division: Ref
    action: str
    lines: tuple[MoveLine, ...]
    refused: tuple[Refused, ...]
    pairings: int
    list: str
    donor: str
    left: str
    fault: str
    back: Ref


def preview(
    asked: Asked, wanted: Wanted, values: Mapping[str, str], status: int = 200, fault: str = ""
) -> Shown:
    """The preview, reckoned by the command's own code. Raises Rejected when nothing of it can be
    said any more."""
    done, refused = _tried(asked, wanted)
    refused = sorted((*wanted.refused, *refused), key=lambda one: one.line)
    division = asked.ref(division_of(asked))
    page = NamingPreview(
        division,
        asked.urls.naming(asked.key),
        tuple(_line(asked, one, wanted) for one in done),
        tuple(refused),
        sum(len(one.pairings) for one in done),
        values.get("list", ""),
        values.get("donor", ""),
        _told(refused),
        fault,
        Ref(say("不定了，回到{division}", division=division.text), asked.urls.naming(asked.key)),
    )
    title = say("{division}：定名 {n:,} 个村", division=division.text, n=len(done))
    way = (*asked.path_to(division_of(asked)), Ref(say("定名"), asked.urls.naming(asked.key)))
    return Shown("naming_preview", title, page, way, status if done else max(status, 422))


def _tried(asked: Asked, wanted: Wanted) -> tuple[list[Naming], list[Refused]]:
    """What can be done, and why the rest cannot."""
    assert asked.database is not None
    if not wanted.pairs:
        return [], []
    try:
        return preview_names(asked.database, wanted.pairs), []
    except Rejected as error:
        why = {problem.path[0]: problem.message for problem in error.problems}
        refused = [
            Refused(*_said(asked, wanted, pair), why[pair[0]])
            for pair in wanted.pairs
            if pair[0] in why
        ]
        if not refused:
            raise
        left = [pair for pair in wanted.pairs if pair[0] not in why]
        return (preview_names(asked.database, left) if left else []), refused


def _said(asked: Asked, wanted: Wanted, pair: tuple[str, str]) -> tuple[int, str]:
    line, text = wanted.said(pair[0])
    row = asked.snapshot.parties.find(pair[1])
    return line, text or (pair[1] if row is None else asked.snapshot.parties.name(row))


def _line(asked: Asked, naming: Naming, wanted: Wanted) -> MoveLine:
    parties, pairings = asked.snapshot.parties, asked.snapshot.pairings
    unnamed, village = parties.row(naming.unnamed), parties.row(naming.village)
    rows = (pairings.find(key) for key in naming.pairings)
    township = parties.township.at[village]
    counted = division_of(asked)
    return MoveLine(
        wanted.said(naming.unnamed)[0],
        asked.ref(unnamed),
        asked.ref(village),
        "" if township in (counted, -1) else parties.name(township),
        tuple(
            say("{kind}，{span}", kind=it.kind.chinese, span=it.span.text)
            for it in designation_lines(asked, unnamed)
        ),
        tuple(pairing_line(asked, row) for row in rows if row is not None),
        written_pair((naming.unnamed, naming.village)),
    )


def _told(refused: list[Refused]) -> str:
    told = joined(map(_told_of, refused[:MOST_TOLD]), say("；"))
    if len(refused) > MOST_TOLD:
        return say("{told}等 {n} 处", told=told, n=len(refused))
    return told


def _told_of(one: Refused) -> str:
    if one.line:
        return say(
            "第 {line} 行“{text:.20}”（{reason:.60}）",
            line=one.line,
            text=one.text,
            reason=one.reason,
        )
    return say("{reason:.80}", reason=one.reason)


def written(asked: Asked, number: int, batch_id: int, left: str) -> Written:
    text = say("已为 {n:,} 个村定名。", n=number)
    if left:
        text = say("已为 {n:,} 个村定名。没有采用：{left:.500}。", n=number, left=left)
    notice = Notice(text, asked.urls.batch(batch_id), say("看这一批，可以撤销"))
    return Written(asked.urls.naming(asked.key), notice)
