"""Undoing a batch: what comes back, what stands in the way, and that nothing else changes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from folders import FILES, ME, folder, load, snapshot_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from test_advance import assert_follows, read, writes
from test_loading import dump

from graph.check import Verdict, check_ledger
from graph.days import make_day
from graph.errors import Problem, Rejected
from graph.network.trial import without_batch
from graph.registry.batches import Batch, find_batch, list_batches
from graph.registry.commands import (
    NewPairing,
    Seen,
    amend_pairing,
    cancel_pairing,
    change_pairings,
    end_pairing,
    register_pairing,
    sign_pairing,
)
from graph.registry.database import Database
from graph.registry.handing_over import hand_over_pairing, hand_over_pairings
from graph.registry.importing import load_folder
from graph.registry.standing import SHOWN, Reason, standing_on
from graph.registry.tables import (
    alias,
    audit,
    batch,
    capacity,
    designation,
    metadata,
    pairing,
    party,
)
from graph.registry.undoing import undo_batch
from graph.words import Stage

WHO = "tests"
OWN = ("version", "batch_id")
"""What a row has of its own past: undoing raises a version and never puts it back."""

Rows = dict[tuple[str, int], dict[str, object]]
Step = Callable[[Database, Path], None]


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def live(database: Database) -> Rows:
    """All rows that count, by table and id; sources stay."""
    found: Rows = {}
    with database.read() as connection:
        for table in metadata.sorted_tables:
            if "retracted" in table.c and table is not batch:
                for row in connection.execute(select(table).where(table.c.retracted == 0)):
                    fields = row._asdict()
                    found[table.name, row.id] = {n: v for n, v in fields.items() if n not in OWN}
    return found


def told(database: Database) -> Rows:
    """The same, slowly: the batches that were not undone, one change after the other."""
    found: Rows = {}
    with database.read() as connection:
        over = select(batch.c.id).where((batch.c.retracted == 1) | batch.c.undoes_id.is_not(None))
        gone = set(connection.scalars(over))
        for row in connection.execute(select(audit).order_by(audit.c.seq)):
            table = metadata.tables[row.subject]
            if row.batch_id in gone or "retracted" not in table.c or table is batch:
                continue
            after = json.loads(row.after)
            found.setdefault((row.subject, row.subject_id), {"retracted": 0}).update(after)
    return {
        at: {name: value for name, value in fields.items() if name not in OWN}
        for at, fields in found.items()
        if fields["retracted"] == 0
    }


def assert_as_told(database: Database) -> None:
    """The audit leaves out what has its default; days are texts there."""
    held, expected = live(database), told(database)
    assert held.keys() == expected.keys()
    for at, fields in expected.items():
        for name, value in fields.items():
            now = held[at][name]
            assert (str(now) if isinstance(now, datetime.date) else now) == value, (at, name)


def assert_sound(database: Database) -> None:
    findings = [one for one in check_ledger(database) if one.verdict is Verdict.FINDING]
    assert findings == []


def batches(database: Database) -> list[Batch]:
    """Newest first."""
    with database.read() as connection:
        return [*list_batches(connection, 0, 1000).lines]


def newest(database: Database) -> int:
    return batches(database)[0].id


def refusal(database: Database, batch_id: int) -> list[Problem]:
    before = dump(database)
    with pytest.raises(Rejected) as caught:
        undo_batch(database, WHO, batch_id)
    assert dump(database) == before
    return caught.value.problems


def reasons(database: Database, batch_id: int) -> list[Reason]:
    with database.read() as connection:
        return [*standing_on(connection, batch_id).reasons.values()]


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    """P1 signed county, P2 planned township from 2020-02-25, P3 signed village 2019-05 to 2021."""
    load(database, tmp_path)
    return database


def new(donor: str, recipient: str, stage: Stage = Stage.SIGNED) -> NewPairing:
    return NewPairing(donor, recipient, stage, "会议纪要")


COMMANDS: list[tuple[str, str, Callable[[Database], object]]] = [
    (
        "register",
        "登记：旧宫地区 — 朝阳村村委会",
        lambda d: register_pairing(d, WHO, new("110115006", "150926201201")),
    ),
    (
        "amend",
        "更正：京粮公司 — 乌拉哈乌拉乡待定名村01",
        lambda d: amend_pairing(d, WHO, Seen("P3", 1), {"end": None, "lead": "110115", "note": ""}),
    ),
    (
        "sign",
        "签订：黄村地区 — 乌拉哈乌拉乡",
        lambda d: sign_pairing(d, WHO, Seen("P2", 1), date("2020-05-01"), "XY"),
    ),
    (
        "end",
        "结束：京粮公司 — 乌拉哈乌拉乡待定名村01",
        lambda d: end_pairing(d, WHO, Seen("P3", 1), date("2020-01-01")),
    ),
    (
        "hand_over",
        "移交：京粮公司 — 乌拉哈乌拉乡待定名村01",
        lambda d: hand_over_pairing(d, WHO, Seen("P3", 1), "110115006", date("2020-01-01")),
    ),
    (
        "hand_over",
        "移交：2 条结对关系，由旧宫地区、黄村地区接手",
        lambda d: hand_over_pairings(
            d,
            WHO,
            [(Seen("P2", 1), "110115006"), (Seen("P3", 1), "110115005")],
            date("2020-06-01"),
        ),
    ),
    (
        "cancel",
        "取消：大兴区 — 察哈尔右翼前旗",
        lambda d: cancel_pairing(d, WHO, Seen("P1", 1)),
    ),
    (
        "change",
        "改结束日、帮扶渠道：2 条结对关系",
        lambda d: change_pairings(
            d,
            WHO,
            [Seen("P2", 1), Seen("P3", 1)],
            {"programme": "京蒙", "end": date("2020-06-01")},
        ),
    ),
]


@pytest.mark.parametrize(("kind", "title", "command"), COMMANDS, ids=[c[1] for c in COMMANDS])
def test_every_command_is_a_batch_and_can_be_undone(
    ledger: Database, kind: str, title: str, command: Callable[[Database], object]
) -> None:
    rows, snapshot, held = live(ledger), read(ledger), len(batches(ledger))
    command(ledger)
    done = batches(ledger)[0]
    assert (done.kind, done.who, len(batches(ledger))) == (kind, WHO, held + 1)
    assert done.title == title
    assert live(ledger) != rows
    with ledger.read() as connection:
        entries = connection.execute(select(audit).where(audit.c.at == done.at)).all()
    assert {entry.batch_id for entry in entries if entry.subject != "batch"} == {done.id}
    undoing = undo_batch(ledger, "小王", done.id)
    assert live(ledger) == rows
    assert_sound(ledger)
    assert_follows(ledger, snapshot)
    with ledger.read() as connection:
        last = find_batch(connection, undoing)
        assert (last.kind, last.who, last.undoes) == ("undo", "小王", done.id)
        assert last.title == f"撤销：{done.title}"
        assert find_batch(connection, done.id).undone_by == undoing


def test_what_changes_nothing_is_no_batch(ledger: Database) -> None:
    before = dump(ledger)
    amend_pairing(ledger, WHO, Seen("P2", 1), {"lead": "110115"})
    change_pairings(ledger, WHO, [Seen("P2", 1)], {"lead": "110115"})
    assert dump(ledger) == before


def test_versions_rise_and_never_go_back(ledger: Database) -> None:
    end_pairing(ledger, WHO, Seen("P3", 1), date("2020-01-01"))
    undo_batch(ledger, WHO, newest(ledger))
    pairings = snapshot_of(ledger).pairings
    row = pairings.find("P3")
    assert row is not None
    assert pairings.version.at[row] == 3
    with pytest.raises(Rejected):
        end_pairing(ledger, WHO, Seen("P3", 1), date("2020-01-01"))


def test_an_import_is_undone_as_one_and_can_be_had_again(
    database: Database, tmp_path: Path
) -> None:
    load(database, tmp_path)
    rows = live(database)
    undo_batch(database, WHO, newest(database))
    assert live(database) == {}
    assert_sound(database)
    assert len(snapshot_of(database).parties) == 0
    again = load_folder(database, tmp_path, ME)
    assert again.faults == []
    assert_sound(database)
    assert described(live(database)) == described(rows)
    assert not live(database).keys() & rows.keys()


def described(rows: Rows) -> list[tuple[object, ...]]:
    """Rows without ids, which are never used again."""
    return sorted(
        (table, *(str(fields.get(name)) for name in ("key", "name", "stage", "alias", "kind")))
        for (table, _), fields in rows.items()
    )


def test_corrections_that_crossed_cross_back(database: Database, tmp_path: Path) -> None:
    """Two pairings of the same ends exchange their days in one import."""
    head = FILES["pairings.csv"]
    ends = "110115006,150926201200,,,,signed"
    first = f"X1,{ends},2018,2019,,,计划\nX2,{ends},2019,2020,,,计划\n"
    load(database, tmp_path, {"pairings.csv": head + first})
    rows = live(database)
    crossed = first.replace("2018,2019", "A").replace("2019,2020", "2018,2019")
    files = {**FILES, "pairings.csv": head + crossed.replace("A", "2019,2020")}
    assert load_folder(database, folder(tmp_path, files), ME).faults == []
    assert live(database) != rows
    undo_batch(database, WHO, newest(database))
    assert live(database) == rows
    assert_sound(database)


def test_unknown_undone_and_undoing_batches_are_refused(ledger: Database) -> None:
    assert [(one.path, one.code) for one in refusal(ledger, 99)] == [(("batch",), "NOT_FOUND")]
    assert [one.code for one in refusal(ledger, 1 << 40)] == ["NOT_FOUND"]
    cancel_pairing(ledger, WHO, Seen("P1", 1))
    done = newest(ledger)
    undoing = undo_batch(ledger, WHO, done)
    assert [one.code for one in refusal(ledger, done)] == ["ALREADY_UNDONE"]
    assert [one.code for one in refusal(ledger, undoing)] == ["IS_UNDO"]


def test_a_later_change_of_a_row_stands_on_a_batch(ledger: Database) -> None:
    end_pairing(ledger, WHO, Seen("P3", 1), date("2020-06-01"))
    ended = newest(ledger)
    amend_pairing(ledger, "小王", Seen("P3", 2), {"note": "后来"})
    first, told_of = refusal(ledger, ended)
    assert (first.path, first.code) == (("batch",), "STOOD_ON")
    assert "后来的改动（1 处）" in first.message
    for said in ("P3", "京粮公司支援乌拉哈乌拉乡待定名村01", "小王", "后来改了这一行", "第 3 批"):
        assert said in told_of.message
    assert reasons(ledger, ended) == [Reason.CHANGED]


def test_what_was_undone_stands_on_nothing(ledger: Database) -> None:
    rows = live(ledger)
    end_pairing(ledger, WHO, Seen("P3", 1), date("2020-06-01"))
    ended = newest(ledger)
    amend_pairing(ledger, WHO, Seen("P3", 2), {"note": "后来"})
    undo_batch(ledger, WHO, newest(ledger))
    undo_batch(ledger, WHO, ended)
    assert live(ledger) == rows
    assert_sound(ledger)


def test_rows_that_refer_stand_on_a_batch(database: Database, tmp_path: Path) -> None:
    bare = {"pairings.csv": None, "aliases.csv": None, "capacities.csv": None}
    load(database, tmp_path, bare)
    loaded = newest(database)
    key = register_pairing(database, WHO, new("110115005", "150926201#01"))
    problems = refusal(database, loaded)
    assert len(problems) == 2
    assert key in problems[1].message
    assert "用到这一批新增的" in problems[1].message
    sign = register_pairing(database, WHO, new("110115006", "150926201#01", Stage.PLANNED))
    sign_pairing(database, WHO, Seen(sign, 1), date("2030-01-01"))
    # The sign's amendment is of a row that refers already, and counts once with it.
    assert reasons(database, loaded) == [Reason.REFERS] * 3


def test_a_pairing_in_the_room_that_is_given_back_is_named(ledger: Database) -> None:
    cancel_pairing(ledger, WHO, Seen("P3", 1))
    cancelled = newest(ledger)
    key = register_pairing(ledger, WHO, new("E1", "150926201#01"))
    _, told_of = refusal(ledger, cancelled)
    assert f"“{key}”" in told_of.message
    assert reasons(ledger, cancelled) == [Reason.OVERLAPS]
    undo_batch(ledger, WHO, newest(ledger))
    undo_batch(ledger, WHO, cancelled)
    assert_sound(ledger)


def test_a_party_that_is_gone_cannot_be_given_back(ledger: Database, tmp_path: Path) -> None:
    more = FILES["organisations.csv"] + "E9,新公司,enterprise,110115,\n"
    load(ledger, tmp_path, {"organisations.csv": more})
    loaded = newest(ledger)
    amend_pairing(ledger, WHO, Seen("P2", 1), {"lead": "E9"})
    amend_pairing(ledger, WHO, Seen("P2", 2), {"lead": "E1"})
    second = newest(ledger)
    undo_batch(ledger, WHO, loaded)
    assert reasons(ledger, second) == [Reason.GONE]
    assert "新公司" in refusal(ledger, second)[1].message


def test_a_name_that_was_used_again_is_named(ledger: Database) -> None:
    with ledger.read() as connection:
        owner = connection.scalar(select(alias.c.party_id).where(alias.c.id == 1))
    with ledger.write(WHO) as recorder:
        retracting = recorder.open_batch("name", "收回")
        recorder.retract(alias, 1)
    with ledger.write(WHO) as recorder:
        recorder.open_batch("name", "再写")
        recorder.insert(alias, {"party_id": owner, "alias": "察右前旗"})
    assert reasons(ledger, retracting) == [Reason.TAKEN]
    undo_batch(ledger, WHO, newest(ledger))
    undo_batch(ledger, WHO, retracting)
    assert_sound(ledger)
    assert live(ledger)["alias", 1]["alias"] == "察右前旗"


def test_readers_follow_what_is_given_back(ledger: Database) -> None:
    rows, snapshot = live(ledger), read(ledger)
    with ledger.write(WHO) as recorder:
        recorder.open_batch("name", "收回")
        for table in (pairing, alias, capacity, designation):
            recorder.retract(table, 1)
    snapshot = assert_follows(ledger, snapshot)
    undo_batch(ledger, WHO, newest(ledger))
    assert_follows(ledger, snapshot)
    assert live(ledger) == rows
    assert_sound(ledger)


def test_changes_of_before_batches_stand_too(ledger: Database) -> None:
    end_pairing(ledger, WHO, Seen("P3", 1), date("2020-06-01"))
    ended = newest(ledger)
    with ledger.write("从前") as recorder:
        recorder.amend(pairing, 3, {"version": 2, "note": "续签"}, {"version": 3, "note": "x"})
    assert "从前" in refusal(ledger, ended)[1].message


def test_what_stands_is_capped_and_counted(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    many = [(f"150926201{number}", f"村{number}") for number in range(300, 330)]
    lines = "".join(f"{code},{name},village,150926201\n" for code, name in many)
    load(database, tmp_path, {"divisions.csv": FILES["divisions.csv"] + lines})
    loaded = newest(database)
    for code, _ in many:
        register_pairing(database, WHO, new("E1", code))
    problems = refusal(database, loaded)
    assert len(problems) == SHOWN + 1
    assert f"前 {SHOWN} 处，共 {len(many)} 处" in problems[0].message


def test_a_trial_writes_nothing(ledger: Database) -> None:
    before = read(ledger)
    end_pairing(ledger, WHO, Seen("P3", 1), date("2020-01-01"))
    held = dump(ledger)
    tried = without_batch(ledger, newest(ledger))
    assert dump(ledger) == held
    row, was = tried.pairings.find("P3"), before.pairings.find("P3")
    assert row is not None
    assert was is not None
    assert tried.pairings.end.at[row] == before.pairings.end.at[was]


givers = st.sampled_from(["110115", "110115005", "110115006", "E1"])
takers = st.sampled_from(["150926", "150926201", "150926201200", "150926201#01", "H1"])
days = st.dates(date("2015-01-01"), date("2022-12-31"))


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """An import, or one command on what is there; what is drawn may not depend on the ledger,
    which goes on from example to example."""
    places = draw(st.lists(st.integers(0, 999), min_size=1, max_size=3))
    donor, recipient, day, files = draw(givers), draw(takers), draw(days), draw(writes())
    kind = draw(st.integers(0, 11))

    def run(database: Database, path: Path) -> None:
        held = snapshot_of(database)
        rows = dict.fromkeys(place % len(held.pairings) for place in places)
        seen = [Seen(held.pairings.key(row), held.pairings.version.at[row]) for row in rows]
        changes = {"start": make_day(day.year), "end": None, "note": "改", "lead": donor}
        handed = [(one, donor) for one in seen]
        commands: list[Callable[[], object]] = [
            partial(register_pairing, database, WHO, new(donor, recipient)),
            partial(amend_pairing, database, WHO, seen[0], changes),
            partial(sign_pairing, database, WHO, seen[0], day),
            partial(end_pairing, database, WHO, seen[0], day),
            partial(cancel_pairing, database, WHO, seen[0]),
            partial(hand_over_pairing, database, WHO, seen[0], donor, day),
            partial(hand_over_pairings, database, WHO, handed, day),
            partial(change_pairings, database, WHO, seen, {"programme": "京蒙", "lead": donor}),
            partial(change_pairings, database, WHO, seen, {"stage": "cancelled"}),
        ]

        def take() -> object:
            return load_folder(database, folder(path, {**FILES, **files}), ME)

        chosen = [*commands, take, take, take][kind]
        chosen()

    return run


def standing(database: Database) -> list[Batch]:
    return [one for one in batches(database) if not one.is_undone and one.undoes is None]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sequence=st.lists(st.tuples(steps(), st.booleans()), min_size=1, max_size=6),
    chosen=st.lists(st.integers(0, 99), max_size=4),
)
def test_any_sequence_can_be_undone(
    database: Database, tmp_path: Path, sequence: list[tuple[Step, bool]], chosen: list[int]
) -> None:
    """Whatever is undone, the ledger is as if only the other batches had been written; the newest
    batch gives back what was before it; what is refused changes nothing."""
    load(database, tmp_path)
    snapshot = read(database)
    for step, is_undone in sequence:
        before, number = live(database), len(batches(database))
        try:
            step(database, tmp_path)
        except Rejected:
            assert live(database) == before
        if is_undone and len(batches(database)) > number:
            undo_batch(database, WHO, newest(database))
            assert live(database) == before
        snapshot = assert_follows(database, snapshot)
    for place in chosen:
        one = standing(database)[place % len(standing(database))]
        if reasons(database, one.id):
            assert {problem.code for problem in refusal(database, one.id)} == {"STOOD_ON"}
            continue
        undo_batch(database, WHO, one.id)
        snapshot = assert_follows(database, snapshot)
        assert_as_told(database)
        if not standing(database):
            break
    assert_sound(database)


def test_everything_can_be_undone_from_the_newest_on(sample_database: Database) -> None:
    """The real sample, loaded in one batch, with the rows that its ledgers added."""
    held = snapshot_of(sample_database).pairings
    key = held.key(0)
    amend_pairing(sample_database, WHO, Seen(key, held.version.at[0]), {"note": "改"})
    for one in batches(sample_database):
        undo_batch(sample_database, WHO, one.id)
    assert live(sample_database) == {}
    assert_sound(sample_database)


def test_ids_are_never_used_again(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    undo_batch(database, WHO, newest(database))
    load(database, tmp_path)
    with database.read() as connection:
        keys = connection.execute(select(party.c.key, party.c.id)).all()
    assert len(keys) == 2 * len({row.key for row in keys})
