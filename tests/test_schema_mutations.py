"""A change by GraphQL is made whole and shown, or refused with every reason and nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asking import ENGINE, answer
from graphql_writer import CITY, SHOWN, Client, client, document
from small_network import TODAY
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from test_loading import dump

from graph.errors import DatabaseProblem
from graph.network.build import assemble
from graph.registry.audit import Recorder
from graph.registry.commands import Seen, amend_pairing
from graph.registry.database import Database
from graph.registry.tables import batch
from graph.rights import Actor
from graph.texts import LONGEST
from graph.words import Role
from schema.call import Call
from schema.context import Context
from server.ledger import Hand, Ledger

TOWNSHIP, VILLAGE = "Division:150926201", "Division:150926201201"
OWN, OWN_TOWN, COMPANY = "Division:110115", "Division:110115006", "Organisation:E1"
FOREIGN_TOWN = "Division:110116001"
LONG = "长" * 60_000
SECOND_OF_MAY = "2020-05-02"


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Client:
    return client(database, tmp_path)


def new(**given: Any) -> dict[str, Any]:
    least = {"donor": OWN_TOWN, "recipient": TOWNSHIP, "stage": "PLANNED", "source": "会议纪要"}
    return {"input": {**least, **given}}


def amended(key: str = "P2", version: int = 1, **given: Any) -> dict[str, Any]:
    return {"input": {"id": f"Pairing:{key}", "version": version, **given}}


def of(key: str = "P2", version: int = 1, **given: Any) -> dict[str, Any]:
    return {"id": f"Pairing:{key}", "version": version, **given}


def batches(database: Database) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(batch)) or 0


def test_registering_takes_every_field(ledger: Client) -> None:
    given = new(
        key=" N-1 ",
        lead=OWN,
        partner=COMPANY,
        programme="京蒙",
        start="2020-03-01",
        end="2021-03-01",
        agreement="XY-9",
        note=" 备注 ",
    )
    assert ledger.done("registerPairing", given) == {
        "key": "N-1",
        "stage": "PLANNED",
        "version": 1,
        "start": "2020-03-01",
        "startPrecision": "DAY",
        "end": "2021-03-01",
        "donor": {"key": "110115006"},
        "recipient": {"key": "150926201"},
        "lead": {"key": "110115"},
        "partner": {"key": "E1"},
        "programme": "京蒙",
        "agreement": "XY-9",
        "note": "备注",
        "source": "会议纪要",
        "follows": None,
    }
    again = ledger.done("registerPairing", new(donor=COMPANY, lead=None, start=None, note=" "))
    assert again["key"] == "E1-150926201"
    assert [again[name] for name in ("lead", "start", "end", "note", "programme")] == [None] * 5


def test_amending_leaves_out_and_clears(ledger: Client) -> None:
    given = amended(partner=None, note="改", programme=None, end="2022-01-01")
    found = ledger.done("amendPairing", given)
    assert (found["version"], found["lead"], found["partner"]) == (2, {"key": "110115"}, None)
    assert (found["start"], found["end"], found["note"]) == ("2020-02-25", "2022-01-01", "改")
    cleared = ledger.done("amendPairing", amended(version=2, lead=None, start=None, end=None))
    assert [cleared[name] for name in ("lead", "start", "end", "note")] == [None, None, None, "改"]
    found = ledger.done("amendPairing", amended(version=3, stage="CANCELLED", lead=COMPANY))
    assert (found["stage"], found["lead"], found["version"]) == ("CANCELLED", {"key": "E1"}, 4)


def test_amending_nothing_writes_nothing(ledger: Client) -> None:
    before = dump(ledger.database)
    assert ledger.done("amendPairing", amended())["version"] == 1
    assert ledger.done("amendPairing", amended(start="2020-02-25"))["version"] == 1
    assert dump(ledger.database) == before


def test_signing_opens_one_that_follows(ledger: Client) -> None:
    found = ledger.done("signPairing", of(day=SECOND_OF_MAY, agreement=" XY-1 "))
    assert (found["stage"], found["start"], found["agreement"]) == ("SIGNED", SECOND_OF_MAY, "XY-1")
    assert found["follows"] == {"key": "P2", "end": SECOND_OF_MAY}
    early = ledger.done("signPairing", of("P4", day="2020-02-01"))
    assert (early["key"], early["version"], early["agreement"]) == ("P4", 2, None)


def test_ending_shortens(ledger: Client) -> None:
    found = ledger.done("endPairing", of("P3", end="2020-06-01"))
    assert (found["key"], found["end"], found["version"]) == ("P3", "2020-06-01", 2)


def test_handing_over_opens_the_same_with_another_donor(ledger: Client) -> None:
    given = of("P3", donor=OWN_TOWN, day=SECOND_OF_MAY)
    found = ledger.done("handOverPairing", given)
    assert (found["donor"], found["start"], found["end"]) == (
        {"key": "110115006"},
        SECOND_OF_MAY,
        "2021-01-01",
    )
    assert found["follows"] == {"key": "P3", "end": SECOND_OF_MAY}
    assert found["agreement"] == "XY-7"


REFUSED: dict[str, tuple[str, dict[str, Any], list[tuple[str, str]]]] = {
    "unknown parties": (
        "registerPairing",
        new(donor="Division:0", recipient="Organisation:0", lead="Division:", partner="x"),
        [("input.partner", "NOT_FOUND")],
    ),
    "parties that are not there, and what else is wrong": (
        "registerPairing",
        new(donor="Division:0", lead="Division:x\0", partner="Organisation:", source=" "),
        [
            ("input.donor", "NOT_FOUND"),
            ("input.lead", "NOT_FOUND"),
            ("input.partner", "NOT_FOUND"),
            ("input.source", "MISSING"),
        ],
    ),
    "ids of another type": (
        "registerPairing",
        new(donor="Organisation:110115006", recipient="Pairing:P1", lead="E1", partner=f":{LONG}"),
        [(f"input.{name}", "NOT_FOUND") for name in ("donor", "recipient", "lead", "partner")],
    ),
    "wrong sides": (
        "registerPairing",
        new(donor=TOWNSHIP, recipient=OWN),
        [("input.donor", "WRONG_SIDE"), ("input.recipient", "WRONG_SIDE")],
    ),
    "texts that cannot be kept": (
        "registerPairing",
        new(key="a\0b", programme="a\nb", agreement=LONG, note="长" * (LONGEST + 1), source="\x7f"),
        [
            ("input.programme", "INVALID_TEXT"),
            ("input.agreement", "TOO_LONG"),
            ("input.note", "TOO_LONG"),
            ("input.key", "INVALID_TEXT"),
            ("input.source", "INVALID_TEXT"),
        ],
    ),
    "a key that is taken": (
        "registerPairing",
        new(key="P1"),
        [("input.key", "DUPLICATE_KEY")],
    ),
    "a blank key": ("registerPairing", new(key=" "), [("input.key", "DUPLICATE_KEY")]),
    "a long key": ("registerPairing", new(key=LONG), [("input.key", "TOO_LONG")]),
    "days that contradict each other": (
        "registerPairing",
        new(start="9999-12-31", end="0001-01-01"),
        [("input.end", "INVALID_DAYS")],
    ),
    "an overlap": (
        "registerPairing",
        new(donor="Division:110115005"),
        [("input.start", "OVERLAP")],
    ),
    "amending what is not there": (
        "amendPairing",
        amended("P99"),
        [("input.id", "NOT_FOUND")],
    ),
    "amending a party": (
        "amendPairing",
        {"input": {"id": TOWNSHIP, "version": 1, "lead": "x"}},
        [("input.id", "NOT_FOUND"), ("input.lead", "NOT_FOUND")],
    ),
    "amending an old version": (
        "amendPairing",
        amended(version=2147483647, note="x"),
        [("input.version", "STALE_VERSION")],
    ),
    "amending to nothing that can be": (
        "amendPairing",
        amended(stage=None, lead="Division:0", note=LONG),
        [
            ("input.lead", "NOT_FOUND"),
            ("input.note", "TOO_LONG"),
            ("input.stage", "MISSING"),
        ],
    ),
    "amending to days that contradict": (
        "amendPairing",
        amended(end="2020-02-25"),
        [("input.end", "INVALID_DAYS")],
    ),
    "signing what is signed": (
        "signPairing",
        of("P1", day=SECOND_OF_MAY),
        [("id", "WRONG_STAGE")],
    ),
    "signing what is not there": (
        "signPairing",
        of("\0", -2147483648, day=SECOND_OF_MAY),
        [("id", "NOT_FOUND")],
    ),
    "signing an old version": (
        "signPairing",
        of(version=0, day=SECOND_OF_MAY),
        [("version", "STALE_VERSION")],
    ),
    "signing with no text for an agreement": (
        "signPairing",
        of(day=SECOND_OF_MAY, agreement="\0" * 501),
        [("agreement", "TOO_LONG"), ("agreement", "INVALID_TEXT")],
    ),
    "ending before the start": (
        "endPairing",
        of("P3", end="0001-01-01"),
        [("end", "INVALID_DAYS")],
    ),
    "ending later": ("endPairing", of("P3", end="9999-12-31"), [("end", "INVALID_DAYS")]),
    "ending by the id of a party": (
        "endPairing",
        {"id": COMPANY, "version": 1, "end": SECOND_OF_MAY},
        [("id", "NOT_FOUND")],
    ),
    "handing over to the same": (
        "handOverPairing",
        of("P3", donor=COMPANY, day=SECOND_OF_MAY),
        [("donor", "SAME_DONOR")],
    ),
    "handing over to a recipient": (
        "handOverPairing",
        of("P3", donor=TOWNSHIP, day=SECOND_OF_MAY),
        [("donor", "WRONG_SIDE")],
    ),
    "handing over on the last day": (
        "handOverPairing",
        of("P3", donor=OWN_TOWN, day="2021-01-01"),
        [("day", "INVALID_DAYS")],
    ),
    "handing over to one that has it already": (
        "handOverPairing",
        of("P3", donor="Division:110115005", day=SECOND_OF_MAY),
        [("day", "OVERLAP")],
    ),
}


def test_each_refusal_has_its_codes_and_paths_and_changes_nothing(ledger: Client) -> None:
    before = dump(ledger.database)
    found = {
        name: ledger.refused(mutation, given) for name, (mutation, given, _) in REFUSED.items()
    }
    assert found == {name: errors for name, (*_, errors) in REFUSED.items()}
    assert dump(ledger.database) == before


def test_every_code_is_documented_in_the_schema(ledger: Client) -> None:
    description = ledger.answer('{ __type(name: "UserError") { description } }')["data"]["__type"]
    codes = {line.partition(":")[0] for line in description["description"].splitlines()}
    assert {code for *_, errors in REFUSED.values() for _, code in errors} <= codes
    assert {"FORBIDDEN", "DATABASE", "CONFLICT"} <= codes


@pytest.mark.parametrize("bad", ["2020-02-30", "0000-01-01", "10000-01-01", "", 5, 1e300, [], {}])
def test_days_that_are_none_are_refused_before_anything_runs(bad: object) -> None:
    ended = f'endPairing(id: "Pairing:P1", version: 1, end: $end) {SHOWN}'
    found = answer(f"mutation ($end: Date!) {{ {ended} }}", end=bad)
    assert "data" not in found
    assert {error["extensions"]["code"] for error in found["errors"]} == {"INVALID"}


@pytest.mark.parametrize("bad", ["1", 2**31, -(2**31) - 1, 1.5, True, None, "x", 10**400])
def test_versions_that_are_none_are_refused_before_anything_runs(bad: object) -> None:
    ended = f'endPairing(id: "Pairing:P1", version: $seen, end: "2020-01-01") {SHOWN}'
    found = answer(f"mutation ($seen: Int!) {{ {ended} }}", seen=bad)
    assert "data" not in found
    assert {error["extensions"]["code"] for error in found["errors"]} == {"INVALID"}


@pytest.mark.parametrize("name", ["donor", "recipient", "stage", "source"])
def test_what_must_be_there_cannot_be_null_or_left_out(name: str) -> None:
    query = document("registerPairing", new())
    without = {key: value for key, value in new()["input"].items() if key != name}
    for given in (without, {**without, name: None}, {**without, name: ["x", "y"]}):
        assert "data" not in answer(query, input=given)


def test_district_writes_what_it_gives_and_nothing_else(ledger: Client) -> None:
    own = ledger.district()
    before = dump(ledger.database)
    forbidden = [("", "FORBIDDEN")]
    others = {
        "registerPairing": new(donor=FOREIGN_TOWN),
        "amendPairing": amended("Q1", note="x"),
        "signPairing": of("Q1", day=SECOND_OF_MAY),
        "endPairing": of("Q1", end=SECOND_OF_MAY),
        "handOverPairing": of("P3", donor=FOREIGN_TOWN, day=SECOND_OF_MAY),
    }
    for mutation, given in others.items():
        assert ledger.refused(mutation, given, own) == forbidden
    message = ledger.change("amendPairing", others["amendPairing"], own)["userErrors"][0]["message"]
    assert "区级账号（大兴区）不能改" in message
    assert dump(ledger.database) == before
    assert ledger.done("amendPairing", amended(note="自己的"), own)["note"] == "自己的"


@pytest.mark.parametrize("who", [None, Actor("", Role.READER), Actor("x", Role.COUNTY, 1)])
def test_who_writes_nothing_takes_no_lock(
    ledger: Client, who: Actor | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger.database, "write", None)
    assert ledger.refused("endPairing", of(end=SECOND_OF_MAY), who) == [("", "FORBIDDEN")]


def test_ledger_that_cannot_be_written_says_so(
    ledger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_: object) -> None:
        raise DatabaseProblem("写不了数据库，请稍后再试")

    monkeypatch.setattr(ledger.database, "write", busy)
    assert ledger.refused("endPairing", of(end=SECOND_OF_MAY)) == [("", "DATABASE")]


def test_what_only_the_database_knows_is_for_the_log(
    ledger: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise IntegrityError("UPDATE", {}, Exception("secret"))

    monkeypatch.setattr(Recorder, "amend", refuse)
    before = dump(ledger.database)
    payload = ledger.change("endPairing", of("P3", end=SECOND_OF_MAY))
    (error,) = payload["userErrors"]
    assert (error["path"], error["code"]) == (["id"], "CONFLICT")
    assert "secret" not in error["message"]
    assert "secret" in caplog.text
    assert ledger.refused("amendPairing", amended(note="x")) == [("input.id", "CONFLICT")]
    assert dump(ledger.database) == before


def test_change_that_cannot_be_read_back_is_an_error_and_no_refusal(
    ledger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise SQLAlchemyError("gone")

    monkeypatch.setattr(ledger.network, "refresh", fail)
    given = new(key="N1")
    found = ledger.answer(document("registerPairing", given), CITY, **given)
    assert found["data"] is None
    (error,) = found["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["registerPairing"], "NOT_FOUND")
    assert "已写入“N1”" in error["message"]


def test_stale_version_is_refused_though_the_snapshot_is_old(ledger: Client) -> None:
    """Another process has written since; what is told next is of the ledger as it is."""
    amend_pairing(ledger.database, "小李", Seen("P2", 1), {"note": "小李的"})
    assert ledger.refused("amendPairing", amended(note="我的")) == [
        ("input.version", "STALE_VERSION")
    ]
    found = ledger.done("amendPairing", amended(version=2, agreement="A"))
    assert (found["note"], found["version"]) == ("小李的", 3)


def test_parties_that_the_snapshot_does_not_know_yet_are_found(ledger: Client) -> None:
    """Another process may have added them a moment ago."""
    writer = Hand(Ledger(ledger.database, ledger.network), CITY)
    context = Context(assemble([]), TODAY, writer=writer)
    call = Call(document("registerPairing", new()), variables=new(key="N1"))
    assert b'"key":"N1"' in ENGINE.answer(call, context).body
    assert context.snapshot is ledger.network.snapshot


def test_mutations_run_in_turn_and_each_sees_what_was_before(ledger: Client) -> None:
    query = f"""
    mutation {{
      a: amendPairing(input: {{id: "Pairing:P2", version: 1, note: "一"}}) {SHOWN}
      b: amendPairing(input: {{id: "Pairing:P2", version: 1, note: "二"}}) {SHOWN}
      c: amendPairing(input: {{id: "Pairing:P2", version: 2, note: "三"}}) {SHOWN}
      d: signPairing(id: "Pairing:P2", version: 3, day: "2020-05-02") {SHOWN}
    }}
    """
    found = ledger.answer(query)["data"]
    assert [found[name]["pairing"] and found[name]["pairing"]["note"] for name in "abcd"] == [
        *("一", None, "三", "三")
    ]
    assert [error["code"] for error in found["b"]["userErrors"]] == ["STALE_VERSION"]
    assert found["d"]["pairing"]["follows"] == {"key": "P2", "end": SECOND_OF_MAY}


def test_payload_shows_the_newest_snapshot_below_the_pairing_too(ledger: Client) -> None:
    query = """
    mutation ($input: RegisterPairingInput!) { registerPairing(input: $input) {
      pairing { recipient { ... on Division { cover(target: POOR) donors { key }
        pairings { totalCount } } } } } }
    """
    given = new(recipient=VILLAGE, stage="SIGNED")["input"]
    village = ledger.answer(query, input=given)["data"]["registerPairing"]["pairing"]["recipient"]
    assert village["donors"] == [{"key": "110115006"}]
    assert village["pairings"]["totalCount"] == 1
    assert ledger.network.snapshot.pairings.find("110115006-150926201201") is not None


def test_error_below_the_payload_makes_no_change_twice(ledger: Client) -> None:
    query = """
    mutation { endPairing(id: "Pairing:P3", version: 1, end: "2020-06-01") {
      pairing { key donor { pairings(after: "x") { totalCount } } } userErrors { code } } }
    """
    before = batches(ledger.database)
    found = ledger.answer(query)
    assert found["errors"][0]["path"] == ["endPairing", "pairing", "donor", "pairings"]
    assert batches(ledger.database) == before + 1


def test_audit_names_who_asked(ledger: Client) -> None:
    ledger.done("endPairing", of("P3", end="2020-06-01"))
    with ledger.database.read() as connection:
        last = connection.execute(select(batch).order_by(batch.c.id.desc()).limit(1)).one()
    assert (last.who, last.kind) == (CITY.name, "end")
