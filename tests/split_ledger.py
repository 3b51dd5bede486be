"""A ledger of two districts that do not share anything: what is one's is not the other's.

大兴区 (110115) supports 150926 and 怀柔区 (110116) supports 150927. Whatever is the other's has a Q
in its key where one's own has a P.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from accounts import actor, add
from folders import FILES, load
from ledger_files import PAIRINGS
from staff import LOGINS, Browser, Site, hire

from graph.days import parse_date
from graph.registry.commands import Seen
from graph.registry.database import Database
from graph.registry.handing_over import hand_over_pairings
from graph.registry.suggesting import suggest
from graph.registry.suggestions import Proposed
from graph.registry.tokens import make_token
from graph.words import Role

OWN, OTHER = "110115", "110116"
DAY = parse_date("2020-06-01")
DIVISIONS = f"""{OTHER},怀柔区,county,110100
{OTHER}001,怀北镇,township,{OTHER}
{OTHER}002,雁栖镇,township,{OTHER}
150926202,巴音镇,township,150926
150926201210,新民村村委会,village,150926201
150926201211,西沟村村委会,village,150926201
150927,商都县,county,150900
150927201,七台镇,township,150927
150927201200,东村村委会,village,150927201
150927201201,西村村委会,village,150927201
150927201210,南村村委会,village,150927201
150927201211,北村村委会,village,150927201
"""
UNNAMED = """division_code,count,kind,start,end,source
150926201,6,deep_poverty,,,计划
150927201,6,deep_poverty,,,计划
"""
DESIGNATED = """village,kind,start,end
150926201200,deep_poverty,2014,
150926201201,poor,,
150927201200,deep_poverty,2014,
"""
PAIRS = f"""Q1,{OTHER},150927,,,京蒙扶贫协作,signed,2016-12,,,,计划
Q2,{OTHER}001,150927201,{OTHER},E2,,planned,2020-02-25,,,,清单
Q3,E2,150927201#01,,,万企帮万村,signed,2019-05-01,2021,XY-7,续签,清单
P4,{OWN}005,150926201#02,,,,signed,2019-05-01,,,,清单
Q4,{OTHER}001,150927201#02,,,,signed,2019-05-01,,,,清单
"""
CLAIMS = f"""division_code,year,item,measure,quantity,unit,note,source
{OWN},2020,结对镇街,donor_towns,20,镇街,不少于,计划
{OTHER},2020,结对镇街,donor_towns,20,镇街,不少于,计划
"""
LEDGER = {
    "divisions.csv": FILES["divisions.csv"] + DIVISIONS,
    "organisations.csv": FILES["organisations.csv"] + f"E2,怀柔公司,enterprise,{OTHER},2\n",
    "designations.csv": DESIGNATED,
    "unnamed_villages.csv": UNNAMED,
    "pairings.csv": FILES["pairings.csv"] + PAIRS,
    "claims.csv": CLAIMS,
}
HANDED = {OWN: ("P4", "110115006"), OTHER: ("Q4", "110116002")}
"""By district: what is handed over, and to whom; a batch of its own."""
ROWS = {
    OWN: "J-1,京粮公司,大兴区,赛汉村,察右前旗,乌拉哈乌拉乡,已签订,2019-05,,,,,",
    OTHER: "J-2,怀柔公司,怀柔区,东村,商都县,七台镇,已签订,2019-05,,,,,",
}
WRONG = "J-3,黄村镇,大兴区,朝阳村,察右前旗,乌拉哈鸟拉乡,已列任务,2020-02-30,,,,,"
CITY_READS, OTHER_COUNTY, OTHER_DISTRICT = "city, reading", "shangdu", "huairou"
HANDS = {OWN: "district", OTHER: OTHER_DISTRICT}
"""Who hands a district's files in."""


class Split:
    """What the ledger holds, by district; without accounts it is a single user's."""

    def __init__(self, database: Database, folder: Path, *, staffed: bool = True) -> None:
        self.database = database
        assert load(database, folder, LEDGER).faults == []
        if staffed:
            hire(database)
            add(database, OTHER_COUNTY, Role.COUNTY, "150927")
            add(database, OTHER_DISTRICT, Role.DISTRICT, OTHER)
        self.suggestions = self._suggestions() if staffed else {}
        self.batches = {district: self._batch(*what) for district, what in HANDED.items()}
        self.uploads = self._uploads(HANDS if staffed else dict.fromkeys(HANDS, ""))
        self.tokens = self._tokens() if staffed else {}

    def _suggestions(self) -> dict[str, str]:
        """By the village: each county proposes something about one of its own."""
        found = {}
        for login, village in (("county", "150926201210"), (OTHER_COUNTY, "150927201210")):
            about = {"village": village, "kind": "poor", "source": "名单"}
            by = actor(self.database, login)
            found[village] = str(suggest(self.database, by, Proposed.DESIGNATE, about))
        return found

    def _batch(self, key: str, taker: str) -> str:
        """The batch of a pairing that was handed over."""
        hand_over_pairings(self.database, "tests", [(Seen(key, 1), taker)], DAY)
        with self.database.read() as connection:
            return str(connection.exec_driver_sql("SELECT max(id) FROM batch").scalar_one())

    def _uploads(self, logins: Mapping[str, str]) -> dict[str, str]:
        """Files that have been checked: of each district by its own account, and one with a wrong
        row, of which only the good one is to be taken."""
        site = Site(self.database)
        with site.browser().http:
            by = {district: site.browser(login) for district, login in logins.items()}
            found = {district: handed_in(by[district], row) for district, row in ROWS.items()}
            found["wrong"] = handed_in(by[OWN], ROWS[OWN], WRONG)
            by[OWN].http.post(found["wrong"], data={"step": "good"})
            settled(by[OWN], found["wrong"])
        return {name: address.rpartition("/")[2] for name, address in found.items()}

    def _tokens(self) -> dict[str, str]:
        """Of each account, to write if it may; and the city's that only reads."""

        def token(login: str, *, may_write: bool) -> str:
            return make_token(self.database, actor(self.database, login), login, may_write)

        found = {it: token(it, may_write=role is not Role.READER) for it, role in LOGINS.items()}
        return {**found, CITY_READS: token("city", may_write=False)}


def handed_in(browser: Browser, *rows: str) -> str:
    """The address of a file with these rows, which has been checked."""
    content = "\n".join((PAIRINGS, *rows)).encode() + b"\n"
    files = {"file": ("结对.csv", content)}
    answer = browser.http.post("/imports", data={"ledger": "pairings"}, files=files)
    assert answer.status_code == 303, answer.text
    address = str(answer.headers["location"])
    settled(browser, address)
    return address


def settled(browser: Browser, address: str) -> None:
    """Waits until nothing is being done with an upload any more."""
    for _ in range(600):
        if not list(browser.page(address).all("p", "doing")):
            return
        time.sleep(0.02)
    raise AssertionError("still not done")
