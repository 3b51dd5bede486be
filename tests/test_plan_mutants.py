"""The generated operations are worth something: each wrong way of planning is noticed by them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from asking import SCHEMA
from test_plan import differ

from schema import engine, plan, plan_text, prepared

pytestmark = pytest.mark.xdist_group("mutants")

MODULES = (plan_text, plan, prepared)
MUTANTS = {
    "null is never looked for": ('f"== {none}"', '"is None"'),
    "a list's last item is lost": (
        "[*map({self._function(item, details)}, {text})]",
        "[*map({self._function(item, details)}, {text})][:2]",
    ),
    "an enum is written in another way": (
        "{value.value: name for",
        "{value.value: name.lower() for",
    ),
    "truth is turned round": ('f"({text} != 0)"', 'f"({text} == 0)"'),
    "the type is always the first": ("[{self._path(column.values)}[{value}]]", "[0 * {value}]"),
    "the type is not said": ("return repr(type_.name)", 'return repr("Party")'),
    "a prefix is cut": (
        'return repr(prefix) if prefix else ""',
        'return repr(prefix[1:]) if prefix else ""',
    ),
    "a prefix by type is left out": (
        "if isinstance(prefix, TypeColumn):",
        'if isinstance(prefix, TypeColumn):\n            return ""',
    ),
    "all types are read alike": (
        "return concrete[0] if len(texts) == 1 else None",
        "return concrete[0]",
    ),
    "an index is shared by all objects": (
        "indices: dict[str, Name] = {}",
        "indices = self.__dict__.setdefault('shared', {})",
    ),
    "functions are shared by all types": ("key = (type_.name, *(", "key = (None, *("),
    "functions are shared by all selections": (
        "*(id(detail.node) for detail in details)",
        "*(detail.node.name.value for detail in details)",
    ),
    "arguments are forgotten": ('return f", **{self._functions[key]}"', 'return ""'),
    "switches are forgotten": (
        "tuple(given.coerced.get(name) for name in named)",
        "len(named)",
    ),
    "variables are read once": (
        "if _has_variables(node):",
        "read = (lambda read: lambda v, kept=[]: kept or kept.append(read(v)) or kept)(read)\n"
        "            read = (lambda read: lambda v: read(v)[0])(read)\n"
        "            if _has_variables(node):",
    ),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_generated_operations_notice_a_wrong_plan(
    mutant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan compiled wrongly in one way differs from graphql-core on some operation."""
    wrong = mutated(monkeypatch, *MUTANTS[mutant])
    assert any(differ(seed, wrong) for seed in range(300))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_copy_without_a_change_is_as_good(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = mutated(monkeypatch, source(module), source(module))
    assert not any(differ(seed, same) for seed in range(30))
    assert same.fallbacks["error"] < 30


def mutated(monkeypatch: pytest.MonkeyPatch, before: str, after: str) -> engine.Engine:
    """An engine that plans as the changed source says."""
    (module,) = (one for one in MODULES if before in source(one))
    changed = ModuleType(f"{module.__name__}_changed")
    monkeypatch.setitem(sys.modules, changed.__name__, changed)
    exec(compile(source(module).replace(before, after), changed.__name__, "exec"), vars(changed))
    for name, value in vars(changed).items():
        if getattr(value, "__module__", None) == changed.__name__:
            for user in (plan, prepared, engine):
                if hasattr(user, name):
                    monkeypatch.setattr(user, name, value)
    return engine.Engine(SCHEMA)


def source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text()
