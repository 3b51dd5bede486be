"""The worked examples: each says in Chinese what it asks, is valid, and README shows no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse, validate
from graphql.execution.values import get_variable_values

from schema.build import build_schema
from schema.worked import FOLDER, Example, examples

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SCHEMA = build_schema()
EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example_is_titled_and_valid(example: Example) -> None:
    assert re.match(r"[一-鿿].{3,40}$", example.title)
    document = parse(example.document)
    assert validate(SCHEMA, document) == []
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name
    given = get_variable_values(
        SCHEMA, operation.variable_definitions or (), json.loads(example.variables)
    )
    assert not isinstance(given, list), given


def test_examples_are_in_order_and_whole() -> None:
    assert [int(each.name[:2]) for each in EXAMPLES] == list(range(1, len(EXAMPLES) + 1))
    named = {each.name for each in EXAMPLES}
    assert {path.stem for path in FOLDER.iterdir()} == named
    assert len({each.title for each in EXAMPLES}) == len(EXAMPLES)


def test_every_mutation_says_that_it_writes() -> None:
    for each in EXAMPLES:
        assert ("会写入台账" in each.title) == ("\nmutation " in each.document), each.name


def test_readme_shows_examples_as_they_are() -> None:
    shown = re.findall(r"```graphql\n(.*?)```", README, re.DOTALL)
    bare = {each.document.partition("\n")[2] for each in EXAMPLES}
    assert shown
    assert set(shown) <= bare
