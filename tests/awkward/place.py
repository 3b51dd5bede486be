"""The place that the awkward workbooks are about, and what its ledger holds, in plain lines."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

from folders import ME, folder
from test_loading import dump

from graph.registry.database import Database
from graph.registry.importing import load_folder
from graph.registry.tables import metadata
from graph.words import PartyKind, Stage

FILES = {
    "divisions.csv": """code,name,level,parent_code
110000,北京市,province,
110100,市辖区,prefecture,110000
110107,石景山区,county,110100
110107001,八宝山街道,township,110107
110107002,老山街道,township,110107
110115,大兴区,county,110100
110115001,兴丰街道,township,110115
110115005,黄村地区,township,110115
110115006,旧宫地区,township,110115
110115103,采育镇,township,110115
110115104,礼贤镇,township,110115
110115108,魏善庄镇,township,110115
150000,内蒙古自治区,province,
150900,乌兰察布市,prefecture,150000
150926,察哈尔右翼前旗,county,150900
150926201,乌拉哈乌拉乡,township,150926
150926201200,赛汉村村委会,village,150926201
150926201201,朝阳村村委会,village,150926201
150926201202,三号地村村委会,village,150926201
150926211,三岔口乡,township,150926
150926211200,大庄村村委会,village,150926211
150926211201,大庄社区居委会,village,150926211
150926211202,朝阳村村委会,village,150926211
650000,新疆维吾尔自治区,province,
653200,和田地区,prefecture,650000
653201,和田市,county,653200
653221,和田县,county,653200
653221101,罕艾日克镇,township,653221
653221202,朗如乡,township,653221
653221202200,排孜瓦特村村委会,village,653221202
653221202201,乌尊沟村村委会,village,653221202
653221203,拉依喀乡,township,653221
659000,(省/自治区直辖),prefecture,650000
659009,昆玉市,county,659000
659009500,兵团二二四团,township,659009
""",
    "aliases.csv": """code,alias
110115005,黄村镇
150926,察右前旗
659009500,新疆生产建设兵团第十四师224团
兴创,北京兴创投资有限公司
""",
    "organisations.csv": """key,name,kind,division_code,capacity
国资,区国资委,department,110115,
兴创,兴创投资,enterprise,110115,
京粮,京粮（集团）有限公司,enterprise,110115,3
一中,大兴一中,school,110115,
旗院,察右前旗医院,hospital,150926,
""",
    "designations.csv": """village,kind,start,end
150926201200,deep_poverty,2014,
""",
    "pairings.csv": ",".join(
        (
            *("key", "donor", "recipient", "lead", "partner", "programme", "stage"),
            *("start", "end", "agreement", "note", "source"),
        )
    )
    + "\nP1,110115,150926,,,京蒙扶贫协作,signed,2016-12,,,,计划\n",
}


class Place:
    """The database of the place, made once; each test has a copy of its own."""

    def __init__(self, path: Path) -> None:
        self._file = path / "place.db"
        database = Database(f"sqlite:///{self._file}")
        fill(database, path / "set")
        database.close()

    def copy(self, path: Path) -> Database:
        shutil.copy(self._file, path / "place.db")
        return Database(f"sqlite:///{path / 'place.db'}")


def fill(database: Database, path: Path) -> Database:
    """Loads the place into an empty database."""
    database.migrate()
    assert load_folder(database, folder(path, FILES), ME).faults == []
    return database


def digest(database: Database) -> str:
    """Stands for every row of every table."""
    return hashlib.sha256(repr(dump(database)).encode()).hexdigest()


class _Rows:
    """The live rows of every table, by id."""

    def __init__(self, database: Database) -> None:
        tables = database_rows(database)
        self.tables = tables
        self.keys = {one["id"]: str(one["key"]) for one in tables["party"]}
        self.names = {one["id"]: _without_number(str(one["name"])) for one in tables["party"]}

    def live(self, table: str) -> list[dict[str, object]]:
        return [one for one in self.tables[table] if not one.get("retracted")]

    def name(self, party_id: object) -> str:
        return self.names[party_id]


def database_rows(database: Database) -> dict[str, list[dict[str, object]]]:
    with database.read() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in metadata.sorted_tables
        }


def holds(database: Database) -> Counter[str]:
    """What the ledger holds, one line for each fact; unnamed villages of a township look alike.

    Places of sources are left out: two files may say the same in other rows.
    """
    rows = _Rows(database)
    lines = [_pairing(rows, one) for one in rows.live("pairing")]
    lines += [_designation(rows, one) for one in rows.live("designation")]
    lines += [_organisation(rows, one) for one in rows.live("party") if not _is_division(one)]
    lines += [f"{rows.name(a['party_id'])}又名{a['alias']}" for a in rows.live("alias")]
    lines += [f"{rows.name(c['party_id'])}可结对{c['villages']}" for c in rows.live("capacity")]
    return Counter(lines)


def said_newly(before: Counter[str], after: Counter[str]) -> list[str]:
    """The lines that came, each with how often when that is not once; and, struck out with a
    minus, those that went."""
    came = [_times(line, count) for line, count in (after - before).items()]
    return sorted(came) + sorted(f"-{_times(line, n)}" for line, n in (before - after).items())


def _times(line: str, count: int) -> str:
    return line if count == 1 else f"{line} ×{count}"


def _without_number(name: str) -> str:
    stem, unnamed, _ = name.partition("待定名村")
    return f"{stem}待定名村" if unnamed else name


def _pairing(rows: _Rows, one: dict[str, object]) -> str:
    stage = Stage.named(str(one["stage"])).chinese
    parts = [f"{rows.name(one['donor_id'])}→{rows.name(one['recipient_id'])}", stage, _span(one)]
    made = "-".join(rows.keys[one[end]] for end in ("donor_id", "recipient_id"))
    parts += [] if str(one["key"]).startswith(made) else [f"编号{one['key']}"]
    parts += [f"牵头{rows.name(one['lead_id'])}"] if one["lead_id"] else []
    parts += [f"协作{rows.name(one['partner_id'])}"] if one["partner_id"] else []
    parts += ["村级协商"] if one["negotiating_villages"] else []
    parts += [str(one[name]) for name in ("agreement", "programme", "note") if one[name]]
    return " ".join(part for part in parts if part)


def _designation(rows: _Rows, one: dict[str, object]) -> str:
    kind = {"deep_poverty": "深度贫困村", "poor": "贫困村"}[str(one["kind"])]
    return f"{rows.name(one['village_id'])} 是{kind} {_span(one)}".strip()


def _organisation(rows: _Rows, one: dict[str, object]) -> str:
    kind = PartyKind.named(str(one["kind"])).chinese
    code = f" {one['code']}" if one["code"] else ""
    return f"{one['name']} {kind} {rows.name(one['parent_id'])}{code}"


def _is_division(one: dict[str, object]) -> bool:
    return PartyKind.named(str(one["kind"])).is_division


def _span(one: dict[str, object]) -> str:
    start, end = _day(one, "start"), _day(one, "end")
    return f"{start}~{end}" if start or end else ""


def _day(one: dict[str, object], bound: str) -> str:
    day = one[f"{bound}_day"]
    length = {"day": 10, "month": 7, "year": 4}.get(str(one[f"{bound}_precision"]), 10)
    return day.isoformat()[:length] if isinstance(day, date) else ""
