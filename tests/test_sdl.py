"""The printed schema is the committed one, and it is the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from graphql import Node, build_schema, parse, print_ast, print_schema

from schema.build import SDL, print_sdl

CONTRACT = Path(__file__).parent / "contract.graphql"

# No default is a text, so every text describes.
DESCRIPTION = re.compile(r'"""[\s\S]*?"""|"[^"\n]*"')


def said(sdl: Path) -> dict[str, str]:
    """What a schema promises, by name: of a type its head, of a field its whole signature."""
    document = parse(DESCRIPTION.sub("", sdl.read_text(encoding="utf-8")))
    return dict(line for definition in document.definitions for line in said_of(definition))


def said_of(definition: Node) -> Iterator[tuple[str, str]]:
    """Interfaces come by name, everything else in its order."""
    fields = getattr(definition, "fields", None) or ()
    name: str = getattr(definition, "name").value  # noqa: B009
    interfaces = sorted(print_ast(node) for node in getattr(definition, "interfaces", None) or ())
    yield name, f"{definition.kind} {interfaces}" if fields else print_ast(definition)
    for field in fields:
        yield f"{name}.{field.name.value}", print_ast(field)


def test_committed_sdl_is_the_printed_one() -> None:
    assert SDL.read_text(encoding="utf-8") == print_sdl(), "jiedui schema > schema/schema.graphql"


def test_committed_sdl_can_be_read_back() -> None:
    committed = SDL.read_text(encoding="utf-8")
    assert print_schema(build_schema(committed)) + "\n" == committed


def test_everything_said_is_the_contract() -> None:
    ours, contract = (said(path) for path in (SDL, CONTRACT))
    assert ours == {name: contract.get(name) for name in ours}


def test_nothing_of_the_contract_is_missing() -> None:
    ours, contract = (said(path) for path in (SDL, CONTRACT))
    assert contract.keys() - ours.keys() == set()


def test_everything_but_the_obvious_is_described() -> None:
    """A limit, an order or a null that is not obvious from a name stands in the SDL."""
    committed = build_schema(SDL.read_text(encoding="utf-8"))
    assert committed.query_type
    lists = [
        field
        for named in committed.type_map.values()
        for field in getattr(named, "fields", {}).values()
        if "after" in getattr(field, "args", {})
    ]
    assert lists
    assert all(field.description for field in lists)


def test_whatever_changes_the_ledger_is_described() -> None:
    committed = build_schema(SDL.read_text(encoding="utf-8"))
    named = ("PairingPayload", "UserError", "RegisterPairingInput", "AmendPairingInput", "Mutation")
    for type_ in (committed.type_map[name] for name in named):
        assert type_.description
        assert all(field.description for field in getattr(type_, "fields").values())  # noqa: B009
