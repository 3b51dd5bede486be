"""Finds Chinese that a reader of English would be shown: texts in the code that are not said by
`say`, and texts of templates. Run it with the files to look into, or without any for all."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
SAYING = {"say": None, "say_as": ((1, "c"), 2), "marked_up": None}
DATA = (
    *("graph/registry/samples/*", "graph/seats/*"),
    # The command line speaks Chinese, as do the files of ledgers that go out and come back.
    *("server/cli*.py", "server/command_*.py"),
)
"""Modules whose Chinese is no sentence for a reader of pages."""


class Unsaid(NamedTuple):
    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def everywhere() -> list[Path]:
    code = [path for part in ("graph", "server") for path in (ROOT / part).rglob("*.py")]
    return sorted([*code, *(path for path in (ROOT / "templates").rglob("*.*"))])


def unsaid(path: Path) -> Iterator[Unsaid]:
    name = path.relative_to(ROOT)
    if any(name.match(pattern) for pattern in DATA):
        return
    find = in_code if path.suffix == ".py" else in_template
    for line, text in sorted(find(path.read_text(encoding="utf-8"))):
        yield Unsaid(str(name), line, text)


def in_code(source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    said = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said.add(node.value)  # a docstring
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            is_said = node.func.id in SAYING
            said.update(part for part in node.args if is_said and isinstance(part, ast.Constant))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said:
            yield from [(node.lineno, node.value)] if CHINESE.search(node.value) else []


def in_template(source: str) -> Iterator[tuple[int, str]]:
    tree = Environment(autoescape=True).parse(source)
    said = {
        id(part)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in SAYING
        for part in call.args
    }
    texts = [(text, text.data) for text in tree.find_all(nodes.TemplateData)]
    consts = [(const, const.value) for const in tree.find_all(nodes.Const)]
    for node, text in [*texts, *consts]:
        if id(node) not in said and isinstance(text, str) and CHINESE.search(text):
            yield node.lineno, " ".join(text.split())


if __name__ == "__main__":
    asked = [Path(name).resolve() for name in sys.argv[1:]] or everywhere()
    for one in asked:
        for found in unsaid(one):
            print(found)  # noqa: T201
