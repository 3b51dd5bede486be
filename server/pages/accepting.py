"""Accepting rows of a proposal from its page: what was sent, and what comes of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from graph.errors import Problem, Rejected
from graph.language import say
from graph.registry.accepting import Accepted, accept_proposal
from graph.registry.batches import batch_of
from graph.registry.database import Command
from graph.rights import Forbidden
from server.notices import Notice, Written
from server.pages.allowed import may_give
from server.pages.asked import Asked, Shown
from server.pages.proposal_lines import Own, own_pairings
from server.pages.proposal_wishes import Proposed, proposed, solve, wishes_in
from server.pages.proposals import show
from server.pages.refusals import RIGHTS, reasons

ALL = "all"
"""What the button sends that accepts every row that one may accept."""
ASSUMED = say(
    "这个方案假设有支援方已退出，只是试算，不能采纳：它们还在台账里，采纳会使一个村有两家支援方。"
    "等真正退出（结束或移交结对关系）以后，再提出方案采纳"
)


@dataclass(frozen=True)
class Order:
    """`offers` are what donors could take by the wishes, by key."""

    rows: tuple[Accepted, ...]
    day: date
    offers: Mapping[str, int]

    def command(self) -> Command[tuple[str, ...]]:
        return lambda database, who: accept_proposal(
            database, who, self.rows, self.day, offers=self.offers
        )


def read_order(asked: Asked, form: FormData) -> Order:
    """What is to be accepted, as the ledger proposes it now. Raises Rejected."""
    wishes = wishes_in(asked)
    if wishes.withdrawn:
        raise Rejected([Problem(("rows",), "ASSUMED", ASSUMED)])
    own = own_pairings(asked, Proposed(wishes, solve(asked, wishes), ()))
    if form.get("step") == ALL:
        if form.get("mark") != own.mark:
            message = say("方案已随台账变化，下面是现在的；请再看一遍")
            raise Rejected([Problem(("rows",), "STALE_VERSION", message)])
        pairs = list(own.pairs)
    else:
        pairs = list(dict.fromkeys(map(str, form.getlist("row"))))
    if not pairs:
        message = say("没有选中任何一条，请在行首打勾，或采纳全部")
        raise Rejected([Problem(("rows",), "MISSING", message)])
    if problems := _not_proposed(asked, own, pairs):
        raise Rejected(problems)
    key = asked.snapshot.parties.key
    offers = {key(donor): number for donor, number in wishes.offers}
    rows = tuple(Accepted(*map(key, own.pairs[pair])) for pair in pairs)
    return Order(rows, asked.date, offers)


def _not_proposed(asked: Asked, own: Own, pairs: Sequence[str]) -> list[Problem]:
    """What was chosen and is not, or no longer, proposed for who asks."""
    problems = []
    for pair in pairs:
        if pair in own.pairs:
            continue
        named = _named(asked, pair)
        if named and not may_give(asked, named[0]):
            path, code = ("rows", RIGHTS), Forbidden.code
            why = say(
                "{who}不能采纳这一条，请由市级账号或所属区的账号来采纳", who=asked.actor.described
            )
        else:
            path, code = ("rows", "row"), "STALE_VERSION"
            why = say("台账刚有变动，现在的方案里没有这一条")
        said = _giving(asked.ref(row).text for row in named) if named else pair[:40]
        problems.append(Problem(path, code, say("{item}：{part}", item=said, part=why)))
    return problems


def _giving(names: Iterable[str]) -> str:
    donor, village = names
    return say("{donor}支援{village}", donor=donor, village=village)


def _named(asked: Asked, pair: str) -> tuple[int, ...]:
    """The rows of donor and village; nothing for what names none."""
    row_of = asked.snapshot.parties.row_of_id.at
    ids = pair.split("-")
    if len(ids) != 2 or not all(one.isascii() and one.isdigit() and len(one) < 10 for one in ids):
        return ()
    rows = [row_of[int(one)] if int(one) < len(row_of) else -1 for one in ids]
    return tuple(rows) if min(rows) >= 0 else ()


def refused(asked: Asked, error: Rejected | Forbidden) -> Shown:
    """The proposal as the ledger makes it now, and why nothing was accepted."""
    problems = [_told(asked, problem) for problem in reasons(error)]
    return show(asked, proposed(asked, wishes_in(asked)), problems)


def _told(asked: Asked, problem: Problem) -> Problem:
    """With the names of the row that the command names by its keys."""
    find = asked.snapshot.parties.find
    rows = [find(key) for key in problem.path[:2]] if len(problem.path) == 3 else []
    names = [asked.ref(row).text for row in rows if row is not None]
    if len(names) != 2:
        return problem
    return Problem(
        problem.path,
        problem.code,
        say("{item}：{part}", item=_giving(names), part=problem.message),
    )


def written(asked: Asked, order: Order, keys: Sequence[str]) -> Written:
    """`asked` sees what was written. The wishes that named these villages are met."""
    assert asked.database is not None
    row = asked.snapshot.pairings.find(keys[0])
    number = None
    if row is not None:
        with asked.database.read() as connection:
            number = batch_of(connection, "pairing", asked.snapshot.pairings.id.at[row])
    link = ("", "") if number is None else (asked.urls.batch(number), say("看这一批，可撤销"))
    text = say(
        "已采纳 {n:,} 条，从 {day} 起列入任务；签订以后才算已结对。", n=len(keys), day=order.day
    )
    return Written(asked.again(pin=None, without=None, offer=None, than=None), Notice(text, *link))
