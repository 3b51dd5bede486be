"""Many pairings changed alike: those chosen in the list, or all that match its filter. First a
preview with the count and every line before and after, then one command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from starlette.datastructures import FormData

from graph.errors import Problem, Rejected
from graph.language import say
from graph.registry.commands import MOST_CHANGED, Seen, change_pairings
from graph.registry.database import Command
from graph.rights import Forbidden
from graph.words import Stage
from server.address import grouped
from server.notices import Notice, Written
from server.pages.allowed import changeable, why_not
from server.pages.asked import Asked, Ref, Shown
from server.pages.forms import Entry, Field, Kind, Typed, entries
from server.pages.pairing_line import PairingLine, pairing_line
from server.pages.pairings import matching
from server.pages.refusals import RIGHTS, reasons, status_of
from server.urls import Urls

MOST_LINES = 50
FIELDS = (
    Field("end", say("结束日"), Kind.DATE, say("只能比原定的早；当天起不再有效")),
    Field("lead", say("责任单位"), Kind.PARTY, say("编码、全名、拼音或首字母")),
    Field("programme", say("帮扶渠道"), hint=say("如：携手奔小康、万企帮万村")),
)
Changes = Mapping[str, str | date | None]
LABELS = {"stage": say("阶段"), **{field.name: field.label for field in FIELDS}}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The pairings meant, as they were seen. `digest` tells whether a filter still finds them;
    `others` are how many it finds that are not for who asks to change."""

    everything: bool
    seen: tuple[Seen, ...]
    digest: str
    others: int = 0

    @property
    def number(self) -> int:
        return len(self.seen)


class Cell(NamedTuple):
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class BulkLine:
    """`line` is None for a pairing that is no longer there; `faults` are why it was refused."""

    seen: Seen
    line: PairingLine | None
    cells: tuple[Cell, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulkPage:
    """The first of `number` lines, those refused before the others, `refused` of them.
    `ready` says that the preview may be confirmed."""

    action: str
    everything: bool
    others: int
    digest: str
    number: int
    lines: tuple[BulkLine, ...]
    refused: int
    same: int
    entries: tuple[Entry, ...]
    cancel: bool
    hidden: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]
    ready: bool
    back: Ref


@dataclass(frozen=True)
class Order:
    """What was sent: which pairings, and what shall be changed in them."""

    chosen: Chosen
    changes: Changes

    @property
    def mark(self) -> str:
        """Two orders with the same mark do the same: one that was seen, and one confirmed."""
        changes = [f"{name}={value}" for name, value in sorted(self.changes.items())]
        return _digest([*changes, *(f"{one.version} {one.key}" for one in self.chosen.seen)])

    def command(self) -> Command[int]:
        return lambda database, who: change_pairings(database, who, self.chosen.seen, self.changes)


def read_order(asked: Asked, form: FormData, values: Mapping[str, str]) -> Order:
    """Raises Rejected for what cannot be; what it is about is `chosen_of`."""
    chosen, typed = chosen_of(asked, form), Typed(asked, values)
    if not chosen.seen:
        typed.problem("rows", "MISSING", say("没有选中任何一条。请回到列表，在行首打勾"))
    if chosen.number > MOST_CHANGED:
        most = say(
            "一次最多改 {most:,} 条，这里有 {number:,} 条；请缩小条件",
            most=MOST_CHANGED,
            number=chosen.number,
        )
        typed.problem("rows", "TOO_MANY", most)
    changes = _changes(typed, values)
    if values.get("step") and not changes:
        typed.problem("changes", "MISSING", say("请写明要改什么：取消、结束日、责任单位或帮扶渠道"))
    if values.get("digest", chosen.digest) != chosen.digest:
        message = say("符合条件的结对关系刚有变动，下面是现在的；请再看一遍")
        typed.problem("rows", "STALE_VERSION", message)
    if problems := _of_others(asked, chosen):
        raise Rejected(problems)
    typed.refuse()
    return Order(chosen, changes)


def _of_others(asked: Asked, chosen: Chosen) -> list[Problem]:
    """What is wrong with pairings that are not for who asks to change."""
    rows = ((one.key, asked.snapshot.pairings.find(one.key)) for one in chosen.seen)
    return [
        Problem((key, RIGHTS), Forbidden.code, why)
        for key, row in rows
        if row is not None and (why := why_not(asked, row))
    ]


def _changes(typed: Typed, values: Mapping[str, str]) -> dict[str, str | date | None]:
    """What is left empty stays as it is."""
    changes: dict[str, str | date | None] = {}
    if values.get("cancel"):
        changes["stage"] = Stage.CANCELLED.text
    if values.get("end", "").strip():
        changes["end"] = typed.date("end")
    for name, value in (("lead", typed.party("lead")), ("programme", typed.text("programme"))):
        if value is not None:
            changes[name] = value
    return changes


def chosen_of(asked: Asked, form: FormData) -> Chosen:
    pairings = asked.snapshot.pairings
    if form.get("which") == "chosen":
        return Chosen(False, tuple(filter(None, map(_seen, form.getlist("row")))), "")
    rows = matching(asked)
    own = changeable(asked, rows).tolist()
    seen = tuple(Seen(pairings.key(row), pairings.version.at[row]) for row in own)
    digest = _digest([f"{one.version} {one.key}" for one in seen])
    return Chosen(True, seen, digest, len(rows) - len(own))


def _digest(lines: Sequence[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()


def _seen(text: object) -> Seen | None:
    """`3 110115-150926`: the version, then the key."""
    version, _, key = str(text).partition(" ")
    valid = version.isascii() and version.isdigit() and len(version) < 10
    # A key is text of the ledger: PostgreSQL does not even look for one with a NUL in it.
    return Seen(key, int(version)) if key and valid and key.isprintable() else None


def show(
    asked: Asked,
    chosen: Chosen,
    values: Mapping[str, str],
    order: Order | None,
    problems: Sequence[Problem] = (),
) -> Shown:
    """The form; with an `order` that may be confirmed, its preview."""
    by_row, general = _sorted(problems)
    changes = order.changes if order is not None else {}
    shown = sorted(chosen.seen, key=lambda one: one.key not in by_row)[:MOST_LINES]
    page = BulkPage(
        asked.again(),
        *(chosen.everything, chosen.others, chosen.digest, chosen.number),
        tuple(_line(asked, one, changes, by_row.get(one.key, ())) for one in shown),
        len(by_row),
        sum(not _cells(asked, one, changes) for one in chosen.seen) if changes else 0,
        entries(asked, FIELDS, values, problems),
        bool(values.get("cancel")),
        _hidden(chosen, order),
        tuple(general),
        order is not None and bool(changes) and not problems,
        Ref(say("不改了，回到列表"), Urls().to("/pairings", grouped(asked.others()))),
    )
    crumbs = (Ref(say("结对关系"), asked.urls.pairings()),)
    return Shown(
        "bulk",
        say("改 {number:,} 条结对关系", number=chosen.number),
        page,
        crumbs,
        status_of(problems),
    )


def _sorted(problems: Sequence[Problem]) -> tuple[dict[str, list[str]], list[str]]:
    """What is wrong with single pairings, by key, and what with the form."""
    by_row: dict[str, list[str]] = {}
    general: list[str] = []
    for problem in problems:
        if len(problem.path) == 2:
            by_row.setdefault(problem.path[0], []).append(problem.message)
        else:
            label = LABELS.get(problem.path[0])
            general.append(
                say("{item}：{part}", item=label, part=problem.message)
                if label
                else problem.message
            )
    return by_row, general


def _hidden(chosen: Chosen, order: Order | None) -> tuple[tuple[str, str], ...]:
    """Which pairings are meant (those chosen stand as boxes in the table), and what was seen."""
    every = (("which", "all"), ("digest", chosen.digest))
    mark = (("mark", order.mark),) if order is not None else ()
    return (*(every if chosen.everything else (("which", "chosen"),)), *mark)


def _line(
    asked: Asked,
    seen: Seen,
    changes: Changes,
    faults: Sequence[str],
) -> BulkLine:
    row = asked.snapshot.pairings.find(seen.key)
    held = None if row is None else pairing_line(asked, row)
    if held is not None and faults:
        # Whoever chooses it again has seen how it stands now.
        seen = Seen(seen.key, held.version)
    return BulkLine(seen, held, _cells(asked, seen, changes), tuple(faults))


def _cells(asked: Asked, seen: Seen, changes: Changes) -> tuple[Cell, ...]:
    """What changes in a pairing."""
    row = asked.snapshot.pairings.find(seen.key)
    if row is None:
        return ()
    held = pairing_line(asked, row)
    before = {
        "stage": held.stage.chinese,
        "end": held.span.end,
        "lead": held.lead.text if held.lead else "",
        "programme": held.programme,
    }
    after = {name: _written(asked, name, value) for name, value in changes.items()}
    return tuple(
        Cell(LABELS[name], before[name], text)
        for name, text in after.items()
        if text != before[name]
    )


def _written(asked: Asked, name: str, value: str | date | None) -> str:
    if name == "stage":
        return Stage.CANCELLED.chinese
    row = asked.snapshot.parties.find(str(value)) if name == "lead" else None
    return str(value or "") if row is None else asked.ref(row).text


def written(asked: Asked, number: int) -> Written:
    address = Urls().to("/pairings", grouped(asked.others()))
    return Written(address, Notice(say("已改 {number:,} 条结对关系，一次写入。", number=number)))


def refused(
    asked: Asked, form: FormData, values: Mapping[str, str], error: Rejected | Forbidden
) -> Shown:
    return show(asked, chosen_of(asked, form), values, None, reasons(error))
