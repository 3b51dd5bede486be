"""Small data sets: a folder that is right, to be spoilt file by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graph.network.live import Network
from graph.network.snapshot import Snapshot
from graph.registry.database import Database
from graph.registry.importing import Order, load_folder
from graph.registry.report import Report

ME = Order("tests")

FILES = {
    "divisions.csv": """code,name,level,parent_code
150926201,乌拉哈乌拉乡,township,150926
110000,北京市,province,
110100,市辖区,prefecture,110000
110115,大兴区,county,110100
110115005,黄村地区,township,110115
110115006,旧宫地区,township,110115
150000,内蒙古自治区,province,
150900,乌兰察布市,prefecture,150000
150926,察哈尔右翼前旗,county,150900
150926201200,赛汉村村委会,village,150926201
150926201201,朝阳村村委会,village,150926201
""",
    "aliases.csv": """code,alias
150926,察右前旗
110115005,黄村镇
""",
    "organisations.csv": """key,name,kind,division_code,capacity
E1,京粮公司,enterprise,110115,3
H1,旗医院,hospital,150926,
""",
    "capacities.csv": """party,capacity
110115005,5
E1,3
""",
    "designations.csv": """village,kind,start,end
150926201200,deep_poverty,2014,2019-12-01
150926201201,poor,,
""",
    "unnamed_villages.csv": """division_code,count,kind,start,end,source
150926201,2,deep_poverty,,,计划
""",
    "pairings.csv": ",".join(
        (
            *("key", "donor", "recipient", "lead", "partner", "programme", "stage"),
            *("start", "end", "agreement", "note", "source"),
        )
    )
    + """
P1,110115,150926,,,京蒙扶贫协作,signed,2016-12,,,,计划
P2,110115005,150926201,110115,E1,,planned,2020-02-25,,,,清单
P3,E1,150926201#01,,,万企帮万村,signed,2019-05-01,2021,XY-7,续签,清单
""",
    "poverty.csv": ",".join(
        (
            *("division_code", "year", "households", "persons", "incidence"),
            *("poor_villages", "villages", "planned_exit_year", "source"),
        )
    )
    + "\n150926,2017,30,70,8.5,2,9,2018,计划\n",
    "causes.csv": """division_code,year,cause,households,persons,source
150926,2017,因病,10,20,计划
150926,2017,因残,20,50,计划
""",
}
ROWS = 11 + 2 + 2 + 2 + 2 + 1 + 3 + 1 + 2


def folder(path: Path, files: Mapping[str, str | bytes | None] = FILES) -> Path:
    """Writes a data set; a file that is None is left out."""
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if isinstance(content, bytes):
            (path / name).write_bytes(content)
        elif content is not None:
            (path / name).write_text(content, encoding="utf-8")
    return path


def load(
    database: Database, path: Path, files: Mapping[str, str | bytes | None] | None = None
) -> Report:
    """Loads the right data set with these files in place of its own."""
    return load_folder(database, folder(path, {**FILES, **(files or {})}), ME)


def snapshot_of(database: Database) -> Snapshot:
    return Network(database).snapshot
