"""Out and in again changes nothing: the real sample, and ledgers as awkward as rules allow."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from conftest import KINDS, Templates
from folders import load
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_files import FORMS, LEDGERS, counts, export, take_file
from test_loading import dump

from graph.days import number_of
from graph.registry.book import Book
from graph.registry.database import Database

DIVISIONS = """code,name,level,parent_code
110000,北京市,province,
110100,市辖区,prefecture,110000
110115,大兴区,county,110100
110118,密云区,county,110100
110115005,黄村镇,township,110115
110115006,黄村地区,township,110115
110115007,旧宫、瀛海镇,township,110115
110118001,密云镇,township,110118
150000,内蒙古自治区,province,
150900,乌兰察布市,prefecture,150000
150926,密云区,county,150900
150927,西团县,county,150900
150926201,乌拉乡,township,150926
150926202,乌拉镇,township,150926
150927201,一四团,township,150927
150926201200,赛汉村,village,150926201
150926201201,赛汉村,village,150926201
150926201202,=朝阳村,village,150926201
150926202200,赛汉村,village,150926202
150927201200,密云区,village,150927201
"""
ALIASES = "code,alias\n150926201200,朝阳\n110115005,旧宫\n"
UNNAMED = """division_code,count,kind,start,end,source
150926201,3,deep_poverty,,,计划
150926201,1,poor,2014,2019,计划
150927,2,deep_poverty,2014-05,,计划
"""
TOWNS = ["110115005", "110115006", "110115007", "110118001"]
TOWNSHIPS = ["150926201", "150926202", "150927201"]
VILLAGES = ["150926201200", "150926201201", "150926201202", "150926202200", "150927201200"]
VILLAGES += ["150926201#01", "150926201#02", "150926201#03", "150927#01"]
DONORS = [*TOWNS, "110000", "110100", "110115", "110118", "G1", "G2", "G3"]
RECIPIENTS = [*TOWNSHIPS, *VILLAGES, "150000", "150926", "150927", "R1"]
EPOCH = date(2018, 1, 1)

signs = st.sampled_from("=+-@＝＋－＠﹣'＇‘\"公司集团镇乡村区密云AB12、/;,. 　\u200b")
texts = st.text(signs, min_size=1, max_size=8).filter(lambda text: text.strip(" 　\u200b") != "")
leads = st.sampled_from(["", "", "110115", "G1", "110115005", "150926"])
stages = st.sampled_from(["negotiating", "planned", "planned", "signed", "cancelled"])
flags = st.lists(st.sampled_from([False] * 9 + [True]), min_size=60, max_size=60)
notes = st.one_of(st.just(""), texts, st.sampled_from(["协商开展村级结对", "合计", "-1", "'=x"]))
days = st.integers(0, 1500).map(lambda number: (EPOCH + timedelta(number)).isoformat())
asked = st.sampled_from(["2019-03-01", "2019-07-01", "2020-06-30", "2018-02-01", "2022-01-01"])
moments = st.one_of(days, days.map(lambda day: day[:7]), days.map(lambda day: day[:4]))


def first_day(moment: str) -> str:
    return moment + "-01" * ((10 - len(moment)) // 3)


@st.composite
def spans(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Spans that follow each other without a common day."""
    cuts = sorted({first_day(one): one for one in draw(st.lists(moments, max_size=4))}.items())
    bounds = [one for _, one in cuts]
    if draw(st.booleans()):
        bounds = ["", *bounds]
    if draw(st.booleans()) or len(bounds) < 2:
        bounds = [*(bounds or [""]), ""]
    return list(pairwise(bounds))


@st.composite
def data_sets(draw: st.DrawFn) -> dict[str, str]:
    organisations = [
        [key, draw(texts), draw(st.sampled_from(["enterprise", "school", "park"])), place, number]
        for key, place, number in (
            ("G1", draw(st.sampled_from(["110115", "110000", "110115005"])), "3"),
            ("G2", draw(st.sampled_from(["110115", "110118001"])), ""),
            ("G3", "110115", "12345"),
            ("R1", draw(st.sampled_from(["150926", "150926201", "150926201200"])), ""),
        )
    ]
    pairings = draw(st.one_of(st.lists(sparse_pairings(), max_size=14), task_pairings()))
    designations = [
        [village, draw(st.sampled_from(["deep_poverty", "deep_poverty", "poor"])), start, end]
        for village in draw(st.lists(st.sampled_from(VILLAGES[:5]), unique=True))
        for start, end in draw(spans())
    ]
    return {
        "organisations.csv": table("key,name,kind,division_code,capacity", organisations),
        "designations.csv": table("village,kind,start,end", designations),
        "pairings.csv": table(
            "key,donor,recipient,lead,partner,programme,stage,start,end,agreement,note,source",
            numbered(pairings),
        ),
    }


Pairing = tuple[tuple[str, str], list[list[str]]]
"""Both ends, and what stands behind them in each row of `pairings.csv` up to the source."""


@st.composite
def sparse_pairings(draw: st.DrawFn) -> Pairing:
    """Anything that the rules allow between any two."""
    ends = draw(st.tuples(st.sampled_from(DONORS), st.sampled_from(RECIPIENTS)))
    rows = [
        [*draw(st.tuples(leads, leads, notes, stages)), *span, *draw(st.tuples(notes, notes))]
        for span in draw(spans())
    ]
    return ends, rows


@st.composite
def task_pairings(draw: st.DrawFn) -> list[Pairing]:
    """Towns that share a township and its villages in every way, as task lists and later changes
    leave them."""
    # Evenly by chance: small examples of hypothesis's own choice hardly ever share a village.
    chance = Random(draw(st.integers(0, 2**32)))
    found: list[Pairing] = []
    for township in TOWNSHIPS:
        towns = chance.sample(TOWNS, chance.randint(0, 4))
        lead, starts = chance.choice(["", "G1"]), ["2019"] * 9 + ["2019-06-01", ""]
        odds = chance.choice([0, 0.05, 0.3])

        def rows(
            lead: str = lead, odds: float = odds, starts: list[str] = starts
        ) -> list[list[str]]:
            stage = (
                chance.choice(["negotiating", "signed"]) if chance.random() < odds else "planned"
            )
            said = ["110115005" if chance.random() < odds else lead, "", "", stage]
            said += [chance.choice(starts) if chance.random() < odds else "2019"]
            note = "好" if chance.random() < odds else ""
            if chance.random() > odds:
                return [[*said, "", "", note]]
            return [[*said, "2020", "", note], [*said[:3], "signed", "2020", "", "", note]]

        for recipient in [township, *(one for one in VILLAGES if one.startswith(township))]:
            whole = recipient == township or chance.random() < 0.2
            found += [
                ((town, recipient), rows()) for town in towns if whole or chance.random() < 0.5
            ]
    return found


def numbered(pairings: list[Pairing]) -> list[list[str]]:
    """Rows of `pairings.csv`; of two with the same ends the first counts."""
    by_ends = dict(reversed(pairings))
    return [
        [f"P{number}/{part}", *ends, *row, "清单"]
        for number, (ends, rows) in enumerate(by_ends.items())
        for part, row in enumerate(rows)
    ]


def table(head: str, rows: list[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([head.split(","), *rows])
    return written.getvalue()


def filled(database: Database, path: Path, files: dict[str, str], negotiating: list[bool]) -> None:
    none = dict.fromkeys(("capacities.csv", "poverty.csv", "causes.csv"))
    same = {"divisions.csv": DIVISIONS, "aliases.csv": ALIASES, "unnamed_villages.csv": UNNAMED}
    report = load(database, path / "set", {**none, **same, **files})
    assert [str(fault) for fault in report.faults] == []
    with database.write("tests") as recorder:
        book = Book(recorder)
        for kept, flag in zip(list(book.pairing), negotiating, strict=False):
            book.pairing.put(key=book.pairing.get(kept, "key"), negotiating_villages=int(flag))
        book.apply()


def assert_nothing_changes(database: Database, path: Path, day: int | None) -> None:
    before = dump(database)
    for ledger in LEDGERS:
        for form in FORMS:
            report = take_file(database, ledger, export(database, path, ledger, form, day))
            assert [str(fault) for fault in report.faults] == []
            assert counts(report) == (0, 0, report.unchanged, 0), report.notices
    assert dump(database) == before


@pytest.mark.parametrize("kind", KINDS)
def test_out_and_in_again_changes_nothing(templates: Templates, kind: str) -> None:
    @settings(max_examples=25 if kind == "sqlite" else 5)
    @given(data_sets(), flags, asked)
    def holds(files: dict[str, str], negotiating: list[bool], day: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            with templates.copy(kind, "tables", path) as database:
                filled(database, path, files, negotiating)
                assert_nothing_changes(database, path, number_of(date.fromisoformat(day)))
                assert_nothing_changes(database, path, None)

    holds()


def test_sample_out_and_in_again_changes_nothing(templates: Templates, tmp_path: Path) -> None:
    with templates.copy("sqlite", "sample", tmp_path) as database:
        assert_nothing_changes(database, tmp_path, None)
        assert_nothing_changes(database, tmp_path, number_of(date(2020, 6, 30)))
