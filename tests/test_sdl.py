"""The printed schema is the committed one, and it is the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from graphql import Node, build_schema, parse, print_ast, print_schema

from schema.build import SDL, print_sdl

CONTRACT = Path(__file__).parent / "contract.graphql"

ADDED = {
    "Involvement",
    *(f"{type_}.involvement" for type_ in ("Party", "Division", "Organisation")),
    "Query.demo",
    *("Query.participation", "Query.participants", "ParticipationGroup", "ParticipationCount"),
    "DonorSort",
    *("Query.institutionCoverage", "Query.institutions", "InstitutionGroup", "InstitutionCount"),
    "InstitutionGrouping",
    *("Query.lostVillages", "LostVillage"),
    *("Query.sharedCounties", "SharedCounties", "SharedPair", "Query.components", "Component"),
    *("Query.bridges", "Bridge", "Query.betweenness", "Betweenness"),
}
"""What the schema says beside the contract."""

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
    """Or an addition that was meant: a field of a type of the contract, or a whole type."""
    ours, contract = (said(path) for path in (SDL, CONTRACT))
    told = {name: text for name, text in ours.items() if not added(name)}
    assert told == {name: contract.get(name) for name in told}
    assert {name for name in ADDED if name not in ours or name in contract} == set()


def added(name: str) -> bool:
    return name in ADDED or name.partition(".")[0] in ADDED


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
