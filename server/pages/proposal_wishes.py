"""What the reader wants of a proposal, as it stands in the address: where, what if a donor could
take more or fewer villages, which choices are fixed and which are ruled out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from graph.analysis.assignment import TooLarge
from graph.analysis.proposal import Pair, Proposal, propose
from graph.errors import Problem, Rejected
from graph.language import joined, say
from graph.network.snapshot import NOWHERE, Snapshot
from server.pages.asked import Asked, BadQuery
from server.pages.ends import named
from server.pages.withdrawal import withdrawn

MOST_VILLAGES = 10_000
"""That one donor could take, what-if."""
MOST_WISHES = 200
"""Of each kind: an address cannot hold any number."""
NUMBERS = {"offer": say("单位-村数"), "pin": say("支援方-村"), "without": say("支援方-村")}
"""Parameters of two numbers each, given repeatedly; parties stand in them by their SQL ids."""
NAMED = 5
"""How many fixed or excluded choices are told one by one."""
NOTHING = Proposal([], [], 0, 0)


@dataclass(frozen=True)
class Wishes:
    """`offers` are what single donors could take instead of what they state; `withdrawn` are
    assumed to have withdrawn, divisions with all in them if `whole`. All are rows."""

    within: int | None = None
    district: int | None = None
    offers: tuple[Pair, ...] = ()
    pinned: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    withdrawn: tuple[int, ...] = ()
    whole: bool = True

    @property
    def are_plain(self) -> bool:
        return not (self.offers or self.pinned or self.forbidden)

    @property
    def plain(self) -> "Wishes":
        """In the same scope, after the same withdrawal."""
        return replace(self, offers=(), pinned=(), forbidden=())

    @cached_property
    def capacities(self) -> Mapping[int, int]:
        return dict(self.offers)

    def parameters(self, snapshot: Snapshot) -> dict[str, list[str]]:
        """As the address has them."""
        id_, key = snapshot.parties.id.at, snapshot.parties.key
        return {
            "within": [key(row) for row in (self.within,) if row is not None],
            "district": [key(row) for row in (self.district,) if row is not None],
            "of": [key(row) for row in self.withdrawn],
            "alone": [] if self.whole else ["1"],
            "offer": [f"{id_[donor]}-{number}" for donor, number in self.offers],
            "pin": [f"{id_[donor]}-{id_[village]}" for donor, village in self.pinned],
            "without": [f"{id_[donor]}-{id_[village]}" for donor, village in self.forbidden],
        }

    def fixing(self, pair: Pair) -> "Wishes":
        """With this choice taken for sure; its village had maybe another."""
        kept = [one for one in self.pinned if one[1] != pair[1]]
        return replace(self, pinned=(*kept, pair), forbidden=_without(self.forbidden, pair))

    def ruling_out(self, pair: Pair) -> "Wishes":
        return replace(self, pinned=_without(self.pinned, pair), forbidden=(*self.forbidden, pair))

    def freeing(self, pair: Pair) -> "Wishes":
        """Neither fixed nor ruled out."""
        return replace(
            self, pinned=_without(self.pinned, pair), forbidden=_without(self.forbidden, pair)
        )

    def leaving(self, donor: int) -> "Wishes":
        """With what the donor states itself."""
        return replace(self, offers=tuple(one for one in self.offers if one[0] != donor))


def _without(pairs: Iterable[Pair], gone: Pair) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs if pair != gone)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as it can be shown; `problems` are why it is not quite what was wished."""

    wishes: Wishes
    found: Proposal
    problems: tuple[Problem, ...]

    @property
    def is_too_large(self) -> bool:
        return self.found is NOTHING


def proposed(asked: Asked, wishes: Wishes) -> Proposed:
    """Fixed choices that cannot be are told, and left to the program."""
    problems: tuple[Problem, ...] = ()
    try:
        try:
            found = solve(asked, wishes)
        except Rejected as error:
            wishes, problems = replace(wishes, pinned=()), tuple(error.problems)
            found = solve(asked, wishes)
    except TooLarge as error:
        found, problems = NOTHING, (*problems, Problem(("within",), error.code, str(error)))
    return Proposed(wishes, found, problems)


def view_in_words(asked: Asked) -> list[str]:
    """As of when, and of which villages: for a file."""
    exited = [say("含已退出")] if asked.view.exited else []
    return [
        say("截至 {day}", day=asked.date),
        say("目标村：{target}", target=asked.view.target.chinese),
        *exited,
    ]


def in_words(asked: Asked, wishes: Wishes) -> Iterator[str]:
    """What is assumed, for a person; nothing for the whole country without a wish."""
    name = asked.snapshot.parties.name
    for what, row in ((say("范围"), wishes.within), (say("支援区"), wishes.district)):
        if row is not None:
            yield say("{item}：{part}", item=what, part=name(row))
    if wishes.withdrawn:
        pattern = (
            say("假设已退出：{names}")
            if wishes.whole
            else say("假设已退出：{names}（区划只算本身）")
        )
        yield pattern.format(names=joined(map(name, wishes.withdrawn)))
    for row, number in wishes.offers:
        yield say("{donor}可结对 {number:,} 村", donor=name(row), number=number)
    for what, pairs in ((say("固定"), wishes.pinned), (say("排除"), wishes.forbidden)):
        if len(pairs) > NAMED:
            yield say("{what} {n} 条", what=what, n=len(pairs))
        else:
            yield from (
                say(
                    "{what}：{donor}支援{village}",
                    what=what,
                    donor=name(donor),
                    village=name(village),
                )
                for donor, village in pairs
            )


def wishes_in(asked: Asked) -> Wishes:
    """Raises BadQuery and NotFound for what says nothing."""
    parties, gone = asked.snapshot.parties, withdrawn(asked)
    if len(gone.parties) > MOST_WISHES:
        raise BadQuery(
            "of",
            say(
                "假设退出的最多 {most} 个，这里有 {n:,} 个；"
                "请改选它们所在的区划，区划连同其中的支援方一起退出",
                most=MOST_WISHES,
                n=len(gone.parties),
            ),
        )
    offers = {party_of(asked, "offer", one): number for one, number in _numbers(asked, "offer")}
    offers |= _sent(asked)
    stated = parties.capacity.at
    pinned = [
        (party_of(asked, "pin", donor), party_of(asked, "pin", village))
        for donor, village in _numbers(asked, "pin")
    ]
    forbidden = [
        (party_of(asked, "without", donor), party_of(asked, "without", village))
        for donor, village in _numbers(asked, "without")
    ]
    return Wishes(
        asked.division("within"),
        asked.division("district"),
        tuple((row, number) for row, number in sorted(offers.items()) if stated[row] != number),
        tuple(dict.fromkeys(pinned)),
        tuple(dict.fromkeys(forbidden)),
        tuple(gone.parties),
        # Where nobody withdraws, both say the same.
        gone.whole or not gone.parties,
    )


def solve(asked: Asked, wishes: Wishes) -> Proposal:
    """Raises Rejected for a fixed choice that cannot be, and TooLarge."""
    return propose(
        asked.snapshot,
        asked.view,
        wishes.within,
        district=wishes.district,
        capacities=wishes.capacities,
        pinned=wishes.pinned,
        forbidden=wishes.forbidden,
        withdrawn=wishes.withdrawn,
        whole=wishes.whole,
    )


def _numbers(asked: Asked, name: str) -> list[tuple[int, int]]:
    texts = [text for text in asked.query.getlist(name) if text]
    if len(texts) > MOST_WISHES:
        raise BadQuery(
            name,
            say("{name} 最多 {most} 项，这里有 {n} 项", name=name, most=MOST_WISHES, n=len(texts)),
        )
    return [two_numbers(name, text) for text in texts]


def two_numbers(name: str, text: str) -> tuple[int, int]:
    first, _, second = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (first, second)):
        raise BadQuery(
            name,
            say(
                "{name} 应写成“{form}”两个数，而不是“{text}”",
                name=name,
                form=NUMBERS[name],
                text=text[:20],
            ),
        )
    if name == "offer" and int(second) > MOST_VILLAGES:
        raise BadQuery(
            name, say("可结对村数最多 {most:,}，而不是 {number}", most=MOST_VILLAGES, number=second)
        )
    return int(first), int(second)


def party_of(asked: Asked, name: str, id_: int) -> int:
    row_of = asked.snapshot.parties.row_of_id.at
    row = row_of[id_] if id_ < len(row_of) else NOWHERE
    if row == NOWHERE:
        raise BadQuery(name, say("{name} 里的编号 {id} 不是台账里的主体", name=name, id=id_))
    return int(row)


def _sent(asked: Asked) -> dict[int, int]:
    """What the form for capacities was sent with: a number beside each donor, and one beside a
    donor that is named in words. Empty ones say nothing."""
    donors = asked.query.getlist("giver")
    numbers = asked.query.getlist("takes")
    found = {}
    for donor, number in zip(donors, numbers, strict=False):
        if donor and number.strip():
            one, villages = two_numbers("offer", f"{donor}-{number.strip()}")
            found[party_of(asked, "offer", one)] = villages
    text, number = asked.text("donor_text"), asked.query.get("donor_takes", "").strip()
    if text and number:
        row = asked.snapshot.parties.find(named(asked, "donor", text))
        if row is None:
            raise BadQuery(
                "donor_text", say("没有或不止一个支援方叫“{text}”，请写编码", text=text[:40])
            )
        found[row] = two_numbers("offer", f"0-{number}")[1]
    return found
