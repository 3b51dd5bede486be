"""Two districts that support one county together, and a county that neither supports."""

from __future__ import annotations

from pathlib import Path

from folders import FILES, load, snapshot_of
from naming_places import PLACES

from graph.registry.database import Database
from graph.rights import Actor
from graph.words import Role

OWN, OTHER, FAR = "110115", "110116", "110106"
"""大兴区, 怀柔区 with a town and an enterprise of its own, and 丰台区, in which nothing lies."""
DIVISIONS = (
    f"{OTHER},怀柔区,county,110100\n{OTHER}001,怀北镇,township,{OTHER}\n"
    f"{FAR},丰台区,county,110100\n"
)
COUNTY = (
    "650100,乌鲁木齐市,prefecture,650000\n650000,新疆维吾尔自治区,province,\n"
    "650102,天山区,county,650100\n"
)
VILLAGE = "650102001,某镇,township,650102\n650102001200,某村村委会,village,650102001\n"
LINES = (
    f"Q1,{OTHER}001,150926201200,,,,planned,2020-01-01,,,,清单\n"
    "Q2,E2,150926202,110115,,,signed,2019-01-01,,,,清单\n"
)
"""What 怀柔区 plans, and what it gives under the lead of 大兴区."""


def two_districts(database: Database, path: Path) -> Database:
    files = {
        **PLACES,
        "divisions.csv": str(PLACES["divisions.csv"]) + DIVISIONS + COUNTY + VILLAGE,
        "organisations.csv": FILES["organisations.csv"] + f"E2,怀柔公司,enterprise,{OTHER},2\n",
        "pairings.csv": str(PLACES["pairings.csv"]) + LINES,
    }
    assert load(database, path / "set", files).faults == []
    return database


def actor(database: Database, role: Role, key: str = "") -> Actor:
    parties = snapshot_of(database).parties
    if not key:
        return Actor("小李", role)
    row = parties.row(key)
    return Actor("小李", role, parties.id.at[row], parties.name(row))
