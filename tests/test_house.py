"""What is shipped, what is locked, and what the pages' strict CSP forbids."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = ("graph", "schema", "server")
BESIDE = ("templates", "static")
LOCKS = ("requirements.lock", "requirements-npm.lock")
ADDRESS = re.compile(r"://|file:|\s@\s|(^|\s)/\w")
# The three ways in which htmx 4 makes code from text: #executeJavaScript in its source.
NEEDS_EVAL = re.compile(
    r"""\bhx-on\b | =\s*["']\s*(js|javascript): | \bhx-trigger[^=\s]*=\s*("[^"]*\[|'[^']*\[)""",
    re.VERBOSE,
)


def build(target: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target]
    subprocess.run([*command, "--directory", str(folder)], cwd=ROOT, check=True)
    (built,) = folder.iterdir()
    return built


def files(*folders: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def known_to_git() -> set[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return set(listing.stdout.split("\0"))


def test_wheel_carries_templates_and_static_inside_server(tmp_path: Path) -> None:
    with zipfile.ZipFile(build("wheel", tmp_path)) as wheel:
        shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert shipped == files(*CODE) | {f"server/{name}" for name in files(*BESIDE)}
    assert "server/static/vendor/htmx.min.js" in shipped
    assert "graph/locale/en/LC_MESSAGES/jiedui.mo" in shipped


def test_sdist_holds_no_stray_files(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as sdist:
        shipped = {name.partition("/")[2] for name in sdist.getnames()}
    assert shipped <= known_to_git() | files("static/vendor", "graph/locale") | {"PKG-INFO"}
    assert shipped >= files(*CODE, *BESIDE)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_hashed_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not ADDRESS.search(text)
    for pinned in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[\w-]+(\[\w+\])?==\S+", pinned)
        assert "--hash=sha256:" in pinned


def test_lock_holds_what_pyproject_pins() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pins = project["dependencies"] + project["optional-dependencies"]["dev"]
    locked = set(re.findall(r"^[\w-]+==[^\s;]+", (ROOT / "requirements.lock").read_text(), re.M))
    assert {re.sub(r"\[\w+\]|;.*", "", pin) for pin in pins} <= locked


@pytest.mark.parametrize(
    "folder",
    [
        ".",
        "tests/graphql_tools",
        "tests/bench/graphql",
        "tests/bench/analysis",
        "tests/bench/lighthouse",
    ],
)
def test_npm_lock_is_hashed_and_names_no_address(folder: str) -> None:
    text = (ROOT / folder / "package-lock.json").read_text()
    assert not ADDRESS.search(text)
    packages = json.loads(text)["packages"]
    wanted = json.loads((ROOT / folder / "package.json").read_text())
    names = {**wanted.get("dependencies", {}), **wanted.get("devDependencies", {})}
    assert {f"node_modules/{name}" for name in names} <= packages.keys()
    for name, package in packages.items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")


@pytest.mark.parametrize(
    "tag",
    [
        '<a hx-on:click="x()">',
        "<a data-hx-on::after-swap='x()'>",
        """<a hx-vals='js:{"a": b}'>""",
        '<a hx-confirm="javascript:ask()">',
        '<input hx-trigger="keyup[target.value] delay:100ms">',
        "<input hx-trigger:inherited='click[ctrlKey]'>",
    ],
)
def test_attribute_that_needs_eval_is_recognised(tag: str) -> None:
    assert NEEDS_EVAL.search(tag)


def test_no_template_needs_eval() -> None:
    templates = sorted((ROOT / "templates").rglob("*.*"))
    assert [path.name for path in templates if NEEDS_EVAL.search(path.read_text())] == []


@pytest.mark.xdist_group("house")
def test_what_shares_a_ledger_stays_with_one_worker(request: pytest.FixtureRequest) -> None:
    """Groups are told by the end of a test's id; a pytest that xdist does not know loses it."""
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@house")
