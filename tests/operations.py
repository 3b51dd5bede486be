"""Random read operations on the schema, each with two sets of variables, from a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

DEEPEST = 5
WRONG = 0.02
"""How often a value is drawn that leads nowhere."""


@dataclass(frozen=True)
class Pools:
    """Values that arguments are drawn from: most of them lead somewhere."""

    parties: Sequence[str]
    divisions: Sequence[str]
    pairings: Sequence[str]
    ids: Sequence[str]
    cursors: Sequence[str]
    days: Sequence[str] = ("2018-02-28", "2019-01-01", "2020-06-30", "2024-06-30")
    texts: Sequence[str] = ("", "村", "wlh", "daxing", "和田", "没有", "<b>'\"", "DX")


@dataclass(frozen=True)
class Operation:
    query: str
    name: str | None
    variables: tuple[dict[str, Any], dict[str, Any]]


@dataclass
class Variable:
    type: str
    default: str | None
    given: list[object] = field(default_factory=list)


ABSENT = object()


class Writer:
    """Writes one operation."""

    def __init__(self, schema: GraphQLSchema, pools: Pools, chance: random.Random) -> None:
        self.schema = schema
        self.pools = pools
        self.chance = chance
        self.count = 0
        self.variables: dict[str, Variable] = {}
        self.fragments: dict[str, tuple[str, str]] = {}

    def operation(self) -> Operation:
        root = self.schema.query_type
        assert root is not None
        body = self.selection(root, 1)
        name = "Asked" if self.chance.random() < 0.3 else None
        declared = ", ".join(
            f"${name}: {one.type}" + (f" = {one.default}" if one.default else "")
            for name, one in self.variables.items()
        )
        head = f"query {name or ''}" + (f"({declared})" if declared else "")
        fragments = " ".join(
            f"fragment {name} on {type_} {text}" for name, (type_, text) in self.fragments.items()
        )
        first, second = (
            {
                name: one.given[turn]
                for name, one in self.variables.items()
                if one.given[turn] is not ABSENT
            }
            for turn in (0, 1)
        )
        return Operation(f"{head} {body} {fragments}", name, (first, second))

    def new(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def selection(self, type_: Any, depth: int) -> str:
        parts = [
            self.part(type_, depth) for _ in range(self.chance.randint(1, 3 if depth > 2 else 4))
        ]
        return "{ " + " ".join(parts) + " }"

    def part(self, type_: Any, depth: int) -> str:
        roll = self.chance.random()
        if roll < 0.12:
            return self.inline(type_, depth)
        if roll < 0.22:
            return self.spread(type_, depth)
        if roll < 0.30:
            return f"__typename {self.switch()}"
        return self.field(type_, depth)

    def conditions(self, type_: Any) -> list[Any]:
        """Types that a fragment may be on here."""
        found = [type_]
        if is_abstract_type(type_):
            found += self.schema.get_possible_types(type_)
        else:
            found += type_.interfaces
        return found

    def inline(self, type_: Any, depth: int) -> str:
        on = self.chance.choice(self.conditions(type_))
        condition = "" if on is type_ and self.chance.random() < 0.5 else f"on {on.name}"
        return f"... {condition} {self.switch()} {self.selection(on, depth)}"

    def spread(self, type_: Any, depth: int) -> str:
        on = self.chance.choice(self.conditions(type_))
        known = [name for name, (named, _) in self.fragments.items() if named == on.name]
        if known and self.chance.random() < 0.5:
            return f"...{self.chance.choice(known)} {self.switch()}"
        name = self.new("F")
        text = self.selection(on, max(depth, 3))
        self.fragments[name] = on.name, text
        return f"...{name} {self.switch()}"

    def field(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        leaves = [
            name for name, one in type_.fields.items() if is_leaf_type(get_named_type(one.type))
        ]
        names = leaves if depth >= DEEPEST and leaves else list(type_.fields)
        name = self.chance.choice(names)
        chosen = type_.fields[name]
        arguments = self.arguments(chosen)
        inner = get_named_type(chosen.type)
        below = "" if is_leaf_type(inner) else self.selection(inner, depth + 1)
        # With arguments two of a name would conflict.
        alias = f"{self.new('a')}: " if chosen.args or self.chance.random() < 0.2 else ""
        return f"{alias}{name}{arguments} {self.switch()} {below}"

    def switch(self) -> str:
        if self.chance.random() > 0.12:
            return ""
        word = self.chance.choice(["@skip", "@include"])
        value = self.chance.choice(["true", "false"])
        if self.chance.random() < 0.6:
            known = [name for name, one in self.variables.items() if one.type == "Boolean!"]
            value = f"${self.chance.choice(known) if known else self.flag()}"
        return f"{word}(if: {value})"

    def flag(self) -> str:
        name = self.new("s")
        given: list[object] = [self.chance.random() < 0.5 for _ in range(2)]
        self.variables[name] = Variable("Boolean!", None, given)
        return name

    def arguments(self, chosen: GraphQLField) -> str:
        rare = {"after": 0.06, "hops": 0.5}
        names = [
            name
            for name, one in chosen.args.items()
            if isinstance(one.type, GraphQLNonNull) or self.chance.random() < rare.get(name, 0.35)
        ]
        if {"code", "name"} <= set(chosen.args) and self.chance.random() > WRONG:
            one = self.chance.choice(["code", "name"])
            names = [one, *(name for name in names if name not in ("code", "name"))]
        given = [f"{name}: {self.argument(name, chosen.args[name])}" for name in names]
        return f"({', '.join(given)})" if given else ""

    def argument(self, name: str, argument: GraphQLArgument) -> str:
        if self.chance.random() < 0.6:
            return literal(self.value(name, argument.type), get_named_type(argument.type))
        return f"${self.variable(name, argument)}"

    def variable(self, name: str, argument: GraphQLArgument) -> str:
        type_: Any = argument.type
        nullable = not isinstance(type_, GraphQLNonNull)
        named = self.new("v")
        default = None
        if nullable and self.chance.random() < 0.3:
            default = literal(self.value(name, type_), get_named_type(type_))
        given: list[object] = [
            ABSENT if nullable and self.chance.random() < 0.2 else self.value(name, type_)
            for _ in range(2)
        ]
        self.variables[named] = Variable(str(type_), default, given)
        return named

    def value(self, name: str, type_: GraphQLInputType) -> object:
        if not isinstance(type_, GraphQLNonNull):
            if self.chance.random() < 0.12:
                return None
        else:
            type_ = type_.of_type
        if isinstance(type_, GraphQLList):
            return [self.value(name, type_.of_type) for _ in range(self.chance.randint(0, 3))]
        if isinstance(type_, GraphQLEnumType):
            return self.chance.choice(list(type_.values))
        return self.scalar(name, get_named_type(type_).name)

    def scalar(self, name: str, type_name: str) -> object:
        pools, choice = self.pools, self.chance.choice
        wrong = self.chance.random() < WRONG
        if type_name == "Boolean":
            return choice([True, False])
        if type_name == "Int":
            return choice([0, 101, -1]) if wrong else choice([1, 2, 3, 4])
        if type_name == "Date":
            return choice(["0001-01-01", "9999-12-31"]) if wrong else self.day(name)
        if wrong:
            return "nothing"
        parties = [one for one in pools.ids if not one.startswith("Pairing:")]
        return choice(
            {
                "id": pools.ids,
                "center": parties,
                "from": parties,
                "to": parties,
                "after": pools.cursors,
                "key": [*pools.parties, *pools.pairings],
                "name": ["大兴区", "和田", "察右前旗", "没有"],
                "search": pools.texts,
            }.get(name, pools.divisions)
        )

    def day(self, name: str) -> str:
        """`from` before `to`, and neither left to chance."""
        if name == "from":
            return self.pools.days[0]
        return self.chance.choice(self.pools.days[1:])


def literal(value: object, type_: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(literal(item, type_) for item in value)}]"
    if isinstance(type_, GraphQLEnumType) and value is not None:
        return str(value)
    return json.dumps(value)


def operation(schema: GraphQLSchema, pools: Pools, seed: int) -> Operation:
    return Writer(schema, pools, random.Random(seed)).operation()


def found_in(answer: Mapping[str, Any]) -> list[str]:
    """The cursors in an answer."""
    return [text for text in re_cursors(answer) if isinstance(text, str)]


def re_cursors(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        own = [value[name] for name in ("cursor", "endCursor") if name in value]
        return own + [one for inner in value.values() for one in re_cursors(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in re_cursors(inner)]
    return []
