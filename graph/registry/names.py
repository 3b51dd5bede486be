"""Finding the party that a ledger names (data.md, 2): exact, without its type, by an alias."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from graph.errors import Fault
from graph.language import joined, say
from graph.naming import normalise, without_office, without_suffix
from graph.registry.nearness import NearNames
from graph.words import PARENT_KINDS, PartyKind

_CELL_ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)")
LONGEST_NAME = 100
MOST_SUGGESTED = 2_000
# Rows of the register that are no place: 市辖区 of Beijing, (省/自治区直辖) of Xinjiang.
_PLACEHOLDER = re.compile(r"市辖区|县|\(.*直辖.*")


@dataclass(frozen=True, slots=True)
class Party:
    """What a name can stand for."""

    id: int
    key: str
    name: str
    kind: PartyKind
    parent: int | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The party found; or several at the step that found any; or none, with what may be meant."""

    found: int | None = None
    candidates: tuple[int, ...] = ()
    suggestion: str | None = None


class Names:
    """Names of parties within a place. Building it only files the parties away; a scope is
    indexed when it is first asked for, and kept.
    """

    def __init__(
        self,
        parties: Iterable[tuple[int, str, str, PartyKind, int | None]],
        aliases: Iterable[tuple[int, str]] = (),
    ) -> None:
        self._parties: dict[int, tuple[int, str, str, PartyKind, int | None]] = {}
        self._children: dict[int, list[int]] = {}
        for row in parties:
            self._parties[row[0]] = row
            if row[4] is not None:
                self._children.setdefault(row[4], []).append(row[0])
        self._aliases: dict[int, list[str]] = {}
        for party, alias in aliases:
            self._aliases.setdefault(party, []).append(alias)
        self._scopes: dict[tuple[object, ...], _Scope] = {}

    def party(self, party: int) -> Party:
        return Party(*self._parties[party])

    def resolve(
        self,
        text: str,
        kinds: Collection[PartyKind],
        within: int | None = None,
        among: frozenset[int] | None = None,
        *,
        near: bool = True,
    ) -> Resolution:
        """The party of one of these kinds that a text names, by its key or by its name.

        `within` is a division that it must lie in, at any depth; `among` are the only parties
        that it may be. Pass the same `among` again: its index is kept by its contents. Without
        `near` nothing is suggested for a text that names none.
        """
        scope_key = (frozenset(kinds), within, among)
        scope = self._scopes.get(scope_key)
        if scope is None:
            scope = self._scopes[scope_key] = self._scope(*scope_key)
        return scope.resolve(normalise(text), near=near)

    def describe(self, party: int) -> str:
        """`三岔口乡（察哈尔右翼前旗，150926211）`."""
        _, key, name, _, parent = self._parties[party]
        while parent is not None and _PLACEHOLDER.fullmatch(self._parties[parent][2]):
            parent = self._parties[parent][4]
        if parent is None:
            return say("{name}（{key}）", name=name, key=key)
        return say("{name}（{place}，{key}）", name=name, place=self._parties[parent][2], key=key)

    def fault(
        self, resolution: Resolution, text: str, place: str, within: int | None = None
    ) -> Fault:
        """What to say of a text that does not name exactly one party."""
        if resolution.candidates:
            message = say(
                "“{text}”可以指 {n} 个主体：{listed}；请写全名或代码",
                text=text,
                n=len(resolution.candidates),
                listed=joined(map(self.describe, resolution.candidates)),
            )
            return Fault(place, message, text)
        if text.startswith(("=", "#")) and (wrong := _not_computed(text)):
            return Fault(place, wrong, text)
        shown = text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"
        if within is None:
            message = say("找不到“{name}”", name=shown)
        else:
            division = self._parties[within][2]
            message = say("{division}没有“{name}”", division=division, name=shown)
        return Fault(place, message, text, resolution.suggestion)

    def _scope(
        self, kinds: frozenset[PartyKind], within: int | None, among: frozenset[int] | None
    ) -> "_Scope":
        members: Iterable[int] = self._parties if within is None else self._below(within, kinds)
        if among is not None:
            members = among if within is None else [party for party in members if party in among]
        scope = _Scope()
        for party in members:
            _, key, name, kind, _ = self._parties[party]
            if kind in kinds:
                scope.add(party, key, name, kind, self._aliases.get(party, ()))
        return scope

    def _below(self, division: int, kinds: frozenset[PartyKind]) -> Iterator[int]:
        """Everything in a division that may be of these kinds, or lead down to it."""
        holders = _holders(kinds)
        open_divisions = [division]
        while open_divisions:
            for child in self._children.get(open_divisions.pop(), ()):
                yield child
                if self._parties[child][3] in holders:
                    open_divisions.append(child)


class _Index:
    """Names of one sort, official ones or aliases, by their spellings."""

    def __init__(self) -> None:
        self.spelled: dict[str, set[int]] = defaultdict(set)
        self._plain: dict[str, set[int]] = defaultdict(set)
        self._short: dict[str, set[int]] = defaultdict(set)

    def add(self, party: int, name: str, kind: PartyKind) -> None:
        spelled = normalise(name)
        self.spelled[spelled].add(party)
        # An organisation's name ends in no type: 集团 is no 团.
        self._plain[without_office(spelled) if kind.is_division else spelled].add(party)
        self._short[without_suffix(spelled) if kind.is_division else spelled].add(party)

    def exact(self, text: str) -> set[int]:
        return self.spelled.get(text, set())

    def without_suffix(self, text: str) -> set[int]:
        """高井村 is 高井村委会 though there is 高井社区 too; only then may types differ: 黄村镇 is
        黄村地区, and 花乡 is 花乡地区, for either side may be the one with a suffix.
        """
        none: set[int] = set()
        if found := self._plain.get(without_office(text), none):
            return found
        short = without_suffix(text)
        return (
            self._short.get(text, none)
            | self._short.get(short, none)
            | self.spelled.get(short, none)
        )


class _Scope:
    """The names of a place, by each of the steps that look for one."""

    def __init__(self) -> None:
        self._official: dict[int, str] = {}
        self._keys: dict[str, set[int]] = defaultdict(set)
        self._names = _Index()
        self._aliases = _Index()
        self._near: NearNames | None = None
        self._missed: dict[str, str | None] = {}

    def add(self, party: int, key: str, name: str, kind: PartyKind, aliases: Iterable[str]) -> None:
        self._official[party] = name
        self._keys[normalise(key)].add(party)
        self._names.add(party, name, kind)
        for alias in aliases:
            self._aliases.add(party, alias, kind)

    def resolve(self, text: str, *, near: bool) -> Resolution:
        """By the first step that finds any; `text` is normalised."""
        found = next(filter(None, self._steps(text)), None)
        if found is None and not near:
            return Resolution()
        if found is None:
            if text not in self._missed:
                self._missed[text] = self._suggest(text)
            return Resolution(suggestion=self._missed[text])
        if len(found) == 1:
            return Resolution(next(iter(found)))
        return Resolution(candidates=tuple(sorted(found)))

    def _steps(self, text: str) -> Iterator[set[int]]:
        yield self._keys.get(text, set())
        yield self._names.exact(text)
        yield self._names.without_suffix(text)
        yield self._aliases.exact(text)
        yield self._aliases.without_suffix(text)

    def _suggest(self, text: str) -> str | None:
        """What may be meant. A file of nothing but unknown names must not hold the ledger up: the
        first ones will do to see that it is another's."""
        if len(text) > LONGEST_NAME or len(self._missed) >= MOST_SUGGESTED:
            return None
        if self._near is None:
            spelled = (*self._names.spelled.items(), *self._aliases.spelled.items())
            self._near = NearNames(spelled, without_suffix)
        near = self._near.find(text)
        return joined(near) if near else None


def apart(
    text: str, find: Callable[[str], Resolution], beside: Callable[[list[int]], bool]
) -> list[tuple[str, Resolution]]:
    """The units that a text names, each with whom it means: one whose name is broken by blanks or
    over lines, or several with only those between them. Several on lines if any of them is known,
    several between blanks only if all are; and only such as `beside` lets stand side by side:
    大兴区 黄村镇 is one unit and where it lies.
    """
    whole = find(text)
    if whole.found is not None or whole.candidates:
        return [(text, whole)]
    for parts, enough in ((text.splitlines(), any), (text.split(), all)):
        found = [(part, find(part)) for part in parts if part.strip()]
        known = [one.found for _, one in found if one.found is not None]
        if len(found) > 1 and enough(one.found is not None for _, one in found) and beside(known):
            return found
    return [(text, whole)]


def _not_computed(text: str) -> str | None:
    """What to say of a formula in a name's place."""
    if text.startswith("="):
        return say("“{text}”是没有算出结果的公式，请在表格软件里打开并保存后再试", text=text[:50])
    if _CELL_ERROR.fullmatch(text):
        return say("“{text}”是出错的公式", text=text)
    return None


def _holders(kinds: Iterable[PartyKind]) -> frozenset[PartyKind]:
    """The kinds of division that can lie above parties of these kinds."""
    above: set[PartyKind] = set()
    open_kinds = list(kinds)
    while open_kinds:
        for parent in PARENT_KINDS[open_kinds.pop()]:
            if parent not in above:
                above.add(parent)
                open_kinds.append(parent)
    return frozenset(above)
