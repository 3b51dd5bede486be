"""What only the database knows is refused in our words; its own stand in the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from folders import FILES, ME, folder, load
from sqlalchemy import text

from graph.errors import Rejected
from graph.registry.constraints import REFUSED
from graph.registry.database import Database
from graph.registry.designating import NewDesignation, designate_village
from graph.registry.importing import load_folder
from graph.registry.naming_desk import name_villages
from graph.registry.undoing import undo_batch
from graph.words import DesignationKind

ANOTHER, NEW = "150926201201", "150926201202"
COMMANDS: dict[str, Callable[[Database], object]] = {
    "batch": lambda database: undo_batch(database, ME.who, 1),
    "names": lambda database: name_villages(database, ME.who, [("150926201#01", NEW)]),
    "village": lambda database: designate_village(
        database, ME.who, NewDesignation(ANOTHER, DesignationKind.DEEP_POVERTY, "名单")
    ),
}
"""By the field that the refusal is about."""


@pytest.fixture
def strict(database: Database, tmp_path: Path) -> Database:
    """Nobody may write a second batch: a rule that no command knows."""
    divisions = FILES["divisions.csv"] + f"{NEW},新村村委会,village,150926201\n"
    load(database, tmp_path / "set", {"divisions.csv": divisions})
    with database.engine.begin() as connection:
        connection.execute(text("CREATE UNIQUE INDEX one_batch ON batch (who)"))
    return database


@pytest.mark.parametrize("field", COMMANDS)
def test_refusal_is_in_our_words(
    strict: Database, field: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Rejected) as refused:
        COMMANDS[field](strict)
    (problem,) = refused.value.problems
    assert (problem.path, problem.code, problem.message) == ((field,), "CONFLICT", REFUSED)
    (line,) = caplog.messages
    assert "batch" in line
    assert "unique" in line.lower()


def test_import_likewise(
    strict: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    more = FILES["organisations.csv"] + "S9,另一学校,school,110115,\n"
    report = load_folder(strict, folder(tmp_path / "more", {"organisations.csv": more}), ME)
    assert [fault.message for fault in report.faults] == [
        "数据库的约束拒绝了这次导入，未作任何改动；服务器的日志里有原因"
    ]
    assert not report.taken
    assert "unique" in caplog.text.lower()
