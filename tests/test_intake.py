"""Jobs on uploads that may not go on: the server stops, or they take too long."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from folders import snapshot_of
from ledger_files import PAIRINGS, bare
from starlette.datastructures import QueryParams

from graph.network.live import Network
from graph.registry.database import Database
from graph.registry.ledgers.stating import PROGRESS_EVERY
from graph.registry.uploads import (
    Options,
    Upload,
    UploadState,
    add_upload,
    close_upload,
    find_upload,
    reopen_upload,
)
from graph.rights import Actor
from server import intake as intake_module
from server.intake import Intake
from server.ledger import Ledger
from server.pages.asked import Asked
from server.person import alone

ROWS = 2 * PROGRESS_EVERY


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    bare(database, tmp_path)
    return Ledger(database, Network(database), "tests")


def handed_in(ledger: Ledger) -> str:
    row = "J-{},黄村镇,大兴区,察右前旗,察右前旗,,已取消,{}-01-01,,,,,"
    lines = (PAIRINGS, *(row.format(number, 1000 + number) for number in range(ROWS)))
    content = "\n".join(lines).encode()
    return add_upload(ledger.database, "tests", "pairings", ("p.csv", content), Options())


def found(ledger: Ledger, upload_id: str) -> Upload:
    with ledger.database.read() as connection:
        return find_upload(connection, upload_id)


def check(intake: Intake, ledger: Ledger, upload_id: str) -> None:
    snapshot = ledger.network.snapshot
    today = date(2020, 6, 30)
    person = alone("tests")
    asked = Asked(snapshot, today, QueryParams(), "/imports", "", ledger.database, person)
    intake.check(upload_id, asked)


def test_server_that_stops_leaves_what_it_does_unwritten(ledger: Ledger) -> None:
    upload_id = handed_in(ledger)
    first, second, third = (Intake(ledger) for _ in range(3))
    check(first, ledger, upload_id)
    first.close()
    assert found(ledger, upload_id).state is UploadState.WAITING
    check(second, ledger, upload_id)
    second.wait()
    second.take(upload_id, Actor("tests"))
    second.close()
    assert found(ledger, upload_id).state is UploadState.READY
    assert len(snapshot_of(ledger.database).pairings) == 0
    third.take(upload_id, Actor("tests"))
    third.wait()
    third.close()
    assert found(ledger, upload_id).state is UploadState.TAKEN
    assert len(snapshot_of(ledger.database).pairings) == ROWS


def test_what_was_taken_stays_taken(ledger: Ledger) -> None:
    upload_id, intake = handed_in(ledger), Intake(ledger)
    check(intake, ledger, upload_id)
    for _ in range(2):
        intake.take(upload_id, Actor("tests"))
        intake.wait()
    intake.close()
    taken = found(ledger, upload_id)
    assert taken.state is UploadState.TAKEN
    assert taken.batch_id is not None
    # Another process that saw it as it was before may come late.
    reopen_upload(ledger.database, Actor("tests"), upload_id, Options(good_rows=True))
    close_upload(ledger.database, upload_id, UploadState.REFUSED, {"faults": []})
    assert found(ledger, upload_id) == taken


def test_what_is_asked_the_moment_a_check_is_told_is_done(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sees that a check is done may press at once, before its job has gone home."""
    upload_id, intake = handed_in(ledger), Intake(ledger)

    def told(database: Database, which: str, state: UploadState, *more: Any) -> None:
        close_upload(database, which, state, *more)
        if state is UploadState.READY:
            intake.take(which, Actor("tests"))
            # A second press changes nothing.
            intake.take(which, Actor("tests"))

    monkeypatch.setattr(intake_module, "close_upload", told)
    check(intake, ledger, upload_id)
    for _ in range(2):
        intake.wait()
    intake.close()
    assert found(ledger, upload_id).state is UploadState.TAKEN
    assert intake.progress(upload_id) is None
    assert len(snapshot_of(ledger.database).pairings) == ROWS


def test_job_that_takes_too_long_is_refused(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "MOST_SECONDS", 0)
    upload_id, intake = handed_in(ledger), Intake(ledger)
    check(intake, ledger, upload_id)
    intake.wait()
    intake.close()
    upload = found(ledger, upload_id)
    assert upload.state is UploadState.REFUSED
    assert upload.report is not None
    assert "请拆成几份" in upload.report["faults"][0][1]
