"""The printed SDL, and the worked examples on it, under the compilers that clients use."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from graphql import GraphQLInterfaceType, build_schema
from node_tools import FOLDER, run

from schema.build import SDL
from schema.worked import Example, examples

OPERATION = re.compile(r"^(query|mutation) (\w+)", re.M)
EXAMPLES = examples()
# Relay's own directives: a page of a connection that is fetched again through Node.
PAGED = """
fragment Supported_division on Division
@argumentDefinitions(count: {type: "Int", defaultValue: 20}, cursor: {type: "String"})
@refetchable(queryName: "SupportedPaginationQuery") {
  name
  pairings(role: DONOR, first: $count, after: $cursor)
  @connection(key: "Supported_division_pairings") {
    edges { node { id stage recipient { __typename name ... on Division { cover } } } }
  }
}
"""


def operation_of(example: Example) -> tuple[str, str]:
    found = OPERATION.search(example.document)
    assert found, example.name
    return found[1], found[2]


def complaints(said: str) -> list[str]:
    return [line for line in said.splitlines() if re.search(r"warn|error|deprecat", line, re.I)]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where graphql-codegen has put the types of every example, and of the schema."""
    folder = tmp_path_factory.mktemp("codegen")
    for example in EXAMPLES:
        (folder / f"{example.name}.graphql").write_text(example.document)
    typed = {"strictScalars": True, "scalars": {"Date": "string"}, "enumsAsTypes": True}
    plugins = {
        "schema.ts": "typescript",
        "types.ts": "typescript-operations",
        "possible.json": "fragment-matcher",
    }
    config = {
        "schema": str(SDL),
        "documents": str(folder / "*.graphql"),
        "generates": {
            str(folder / name): {
                "plugins": [plugin],
                "config": typed if name.endswith(".ts") else {},
            }
            for name, plugin in plugins.items()
        },
    }
    (folder / "codegen.json").write_text(json.dumps(config))
    said = run("graphql-codegen", "--config", str(folder / "codegen.json"))
    assert complaints(said) == []
    return folder


def test_codegen_types_hold_every_example(generated: Path) -> None:
    """TypeScript, as strict as it can be, accepts the types, and the variables as theirs."""
    uses = [
        f"export const v{index}: types.{name}{kind.capitalize()}Variables = {example.variables};"
        for index, example in enumerate(EXAMPLES)
        for kind, name in [operation_of(example)]
    ]
    head = "import type * as types from './types';"
    (generated / "uses.ts").write_text("\n".join([head, *uses]))
    strict = ("--strict", "--noEmit", "--noUnusedLocals", "--moduleResolution", "bundler")
    module = ("--module", "esnext", "--target", "es2022", "--types", "")
    assert run("tsc", *strict, *module, "uses.ts", "schema.ts", cwd=generated) == ""


def test_typescript_refuses_what_does_not_fit(generated: Path) -> None:
    text = "import type * as types from './types';\nexport const v: types.SignMutationVariables = "
    (generated / "bad.ts").write_text(f'{text}{{ id: "Pairing:1", version: "1", day: "2020" }};')
    with pytest.raises(AssertionError, match="not assignable"):
        run("tsc", "--strict", "--noEmit", "--types", "", "bad.ts", cwd=generated)


def test_possible_types_are_those_of_the_schema(generated: Path) -> None:
    schema = build_schema(SDL.read_text())
    interfaces = {
        name: {each.name for each in schema.get_possible_types(named)}
        for name, named in schema.type_map.items()
        if isinstance(named, GraphQLInterfaceType)
    }
    found = json.loads((generated / "possible.json").read_text())["possibleTypes"]
    assert {name: set(types) for name, types in found.items()} == interfaces
    assert interfaces["Party"] == {"Division", "Organisation"}


def as_relay_wants(example: Example) -> tuple[str, str]:
    """The module and its document: names of operations and fragments begin with the module's."""
    kind, name = operation_of(example)
    document = OPERATION.sub(f"{kind} {name}{kind.capitalize()}", example.document)
    for fragment in re.findall(r"^fragment (\w+)", document, re.M):
        document = re.sub(rf"\b{fragment}\b", f"{name}_{fragment.lower()}", document)
    return name, document


def test_relay_compiles_the_schema_and_every_example(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "schema.graphql").write_text(SDL.read_text())
    config = {
        "src": "src",
        "schema": "schema.graphql",
        "language": "typescript",
        "customScalarTypes": {"Date": "string"},
    }
    (tmp_path / "relay.config.json").write_text(json.dumps(config))
    documents = dict([*map(as_relay_wants, EXAMPLES), ("Supported", PAGED)])
    for name, document in documents.items():
        (tmp_path / f"src/{name}.ts").write_text(f"graphql`{document}`;")
    said = run("relay-compiler", "relay.config.json", cwd=tmp_path)
    assert complaints(said) == []
    written = {path.name.partition(".")[0] for path in tmp_path.glob("src/__generated__/*.ts")}
    operations = {f"{name}{kind.capitalize()}" for kind, name in map(operation_of, EXAMPLES)}
    assert written >= {*operations, "Supported_division", "SupportedPaginationQuery"}


def test_tools_are_installed_as_locked() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text())["devDependencies"]
    for name, version in wanted.items():
        installed = json.loads((FOLDER / f"node_modules/{name}/package.json").read_text())
        assert installed["version"] == version, name
