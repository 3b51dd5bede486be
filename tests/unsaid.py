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
    # Invented data, and names in their spellings.
    *("graph/registry/samples/demo/*", "graph/seats/*", "server/pages/spelled.py"),
    # The command line and the start of the server speak Chinese.
    *("server/cli*.py", "server/command_*.py", "server/arguments.py", "server/settings.py"),
    *("server/party_facts.py", "server/notice_lines.py", "graph/check.py", "graph/errors.py"),
    # What is read of handed-in files, and written into those that come back or go elsewhere.
    *("graph/naming.py", "graph/name_list.py", "graph/registry/names.py"),
    *("graph/registry/cells.py", "graph/registry/headings.py", "graph/registry/not_data.py"),
    *("graph/registry/tasks.py", "graph/registry/task_years.py", "graph/registry/places.py"),
    *("graph/registry/ledgers/*", "graph/export/*", "server/workbooks.py"),
    *("server/refused_workbook.py", "server/network_files.py"),
    # Where a line may be broken.
    "server/pictures/text.py",
    # Titles of batches and sources of what was accepted, which the ledger keeps as they were.
    *("graph/registry/accepting.py", "graph/registry/accounts.py", "graph/registry/commands.py"),
    *("graph/registry/designating.py", "graph/registry/handing_over.py"),
    *("graph/registry/naming_desk.py", "graph/registry/pairing_desk.py"),
    *("graph/registry/suggesting.py", "graph/registry/undoing.py", "graph/registry/villages.py"),
)
"""Modules whose Chinese is no sentence for a reader of pages, or which say it besides."""
WORDS = {
    "graph/analysis/participation.py": {"乡", "镇", "街道", "地区", "社区", "居委会", "居民委员会"},
    "graph/language.py": {"中文"},
    "server/downloads.py": {"-空白表"},
    "server/explorer.py": {"JIEDUI_EXPLORER=1，但查询界面还没有装：先运行 make setup，或设为 0"},
    "server/handed_in.py": {"文件"},
    "server/imports.py": {"-未收的行.xlsx"},
    "server/pages/change_words.py": {"支援"},
    "server/pages/city.py": {"\u3000"},
    "server/pages/institutions.py": {"\u3000"},
    "server/pages/pairing_line.py": {"市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划"},
    "server/pages/parties.py": {"罕艾日克"},
    "server/pages/search.py": {"大兴"},
    "server/pages/villages.py": {"\u3000", "致贫原因", "所支援县的建档立卡数据"},
    "server/pictures/map/words.py": {"直辖"},
    "server/pictures/raster.py": set("结对村"),
    "server/reports/docx.py": {"宋体", "黑体"},
    "server/reports/model.py": {"一二三四五六七八九十"},
    "server/reports/xlsx.py": {"。. "},
    "templates/_forms.html": {"权限"},
}
"""Words elsewhere that are looked for in names, or are names of fonts, of files, of the forms'
fields; and what the start of the server says."""


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
    known = WORDS.get(str(name), set())
    for line, text in sorted(find(path.read_text(encoding="utf-8"))):
        if text not in known:
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
        if isinstance(node, ast.Compare):
            said.update(part for part in ast.walk(node) if isinstance(part, ast.Constant))
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
    said.update(
        id(part) for it in tree.find_all(nodes.Compare) for part in it.find_all(nodes.Const)
    )
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
