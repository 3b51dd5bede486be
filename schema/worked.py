"""The worked examples: operations that are shipped, shown, offered in the explorer, and run as
tests on the sample."""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "examples"
"""NAME.graphql, the first line a comment that says in Chinese what is asked; NAME.json beside it
holds the variables, if there are any."""


class Example(NamedTuple):
    """`variables` is a JSON object."""

    name: str
    title: str
    document: str
    variables: str


def examples() -> list[Example]:
    """In the order of their names."""
    return [_read(path) for path in sorted(FOLDER.glob("*.graphql"))]


def _read(path: Path) -> Example:
    document, beside = path.read_text(encoding="utf-8"), path.with_suffix(".json")
    title = document.partition("\n")[0].removeprefix("# ")
    variables = beside.read_text(encoding="utf-8") if beside.exists() else "{}"
    return Example(path.stem, title, document, variables)
