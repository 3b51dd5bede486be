"""How long the server takes for the pages, at Beijing's size.

`python tests/bench/page_times.py` (or `make bench-pages`) loads a generated ledger by the real
loader and asks the application in this process, through Starlette's test client, whose own time is
in all figures: the first time after a start, again and again as of one day, and as of a new day
each time,
"""

from __future__ import annotations

import argparse
import datetime
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np
from filling import fill_ours
from sizes import SIZES
from starlette.testclient import TestClient

from graph.network.live import Network
from graph.registry.database import Database
from server.app import create_app
from server.ledger import Ledger
from server.settings import Settings

BUDGET, TYPING_BUDGET = 30, 50
"""ms of a page, and of what a search lists while one types (DESIGN)."""
PAGES = {
    "总览": "/",
    "覆盖": "/coverage",
    "一个县的覆盖": "/coverage?within=150200",
    "待结对村": "/uncovered",
    "目标村，按拼音找": "/villages?q=cun",
    "结对关系": "/pairings",
    "结对关系，一个区": "/pairings?donor_within=110101",
    "一条结对": "/pairings/P1",
    "主体": "/parties",
    "县": "/parties/150200",
    "村": "/parties/150200100200",
    "支援方": "/parties/E000001",
    "区": "/parties/110101",
    "支援区": "/districts",
    "关系图": "/pictures",
    "区的图": "/districts/110101",
    "县的图": "/parties/150200/picture",
    "全市的图": "/city",
    "示意地图": "/map",
    "周围": "/network?center=110101",
    "两天的图": "/changes/picture?within=150200",
    "季度报告": "/report/110101",
    "变化": "/changes",
    "走势": "/series",
    "依赖": "/dependence",
    "退出": "/dependence/withdrawal?party=110101",
    "一个县的结对方案": "/proposals?within=150200",
    "参与情况": "/participation",
    "受援单位": "/institutions",
    "连起来": "/network/path?from=110101&to=150250",
    "同一个县": "/network/shared",
    "定名": "/naming",
    "数据质量": "/quality",
    "改动": "/batches",
    "审计": "/audit",
    "搜索": "/search?q=daxing",
}
TYPED = ("d", "1", "cu", "村", "县", "daxing", "结对", "110115", "没有的")
"""One letter and two, characters that most names have, pinyin, names, numbers, nothing."""
SHOWN = 12
"""Pages of the README's table."""
TYPING = {"hx-request": "true", "hx-request-type": "partial"}
DAY = datetime.date(2022, 6, 30)


class Page(NamedTuple):
    """What is asked for; `typing`: as the box for searching does."""

    name: str
    path: str
    typing: bool = False

    @property
    def budget(self) -> int:
        return TYPING_BUDGET if self.typing else BUDGET


@dataclass(frozen=True)
class Asked:
    """ms by the clock and by the processor, first and then of each round; bytes of the answer."""

    page: Page
    first: float
    again: np.ndarray
    new_day: np.ndarray
    size: int

    @property
    def median(self) -> float:
        return float(np.median(self.again[:, 0]))


def main() -> None:
    parser = argparse.ArgumentParser(description="How long the server takes for the pages.")
    parser.add_argument("--size", choices=("S", "M"), default="M")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", nargs="*", choices=PAGES, default=list(PAGES))
    parser.add_argument("--markdown", action="store_true", help="print the README's table")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = fill_ours(Path(folder), arguments.size)
        found = list(measured(url, arguments.only, arguments.rounds))
    size = SIZES[arguments.size]
    print(f"{size.villages:,} villages, {size.donors:,} donors, {size.pairings:,} pairings")
    print("\n".join(table(found) if arguments.markdown else map(line, found)))
    over = [it.page.name for it in found if it.median > it.page.budget]
    print(f"over budget ({BUDGET} ms, typing {TYPING_BUDGET}): {'、'.join(over) or 'none'}")


def measured(url: str, pages: list[str], rounds: int) -> Iterator[Asked]:
    with closing(Database(url)) as database:
        database.require_current()
        network = Network(database)
        app = create_app(Settings(), network, Ledger(database, network, "bench"))
        with TestClient(app, base_url="http://localhost") as client:
            client.get("/healthz")
            for page in [
                *(Page(name, PAGES[name]) for name in pages),
                *(Page(f"搜索框：{text}", f"/search?q={text}", typing=True) for text in TYPED),
            ]:
                yield asked(client, page, rounds)


def asked(client: TestClient, page: Page, rounds: int) -> Asked:
    def ask(day: datetime.date) -> tuple[float, float, int]:
        address = f"{page.path}{'&' if '?' in page.path else '?'}at={day}"
        begun, worked = perf_counter(), process_time()
        answer = client.get(address, headers=TYPING if page.typing else None)
        taken = (perf_counter() - begun) * 1000, (process_time() - worked) * 1000
        assert answer.status_code == 200, (address, answer.status_code)
        return *taken, len(answer.content)

    first = ask(DAY)
    again = np.array([ask(DAY)[:2] for _ in range(rounds)])
    days = [DAY - datetime.timedelta(days=7 * number) for number in range(1, rounds + 1)]
    new_day = np.array([ask(day)[:2] for day in days])
    return Asked(page, first[0], again, new_day, first[2])


def figures(it: Asked) -> tuple[str, ...]:
    """First; median, p95 and processor of one day; median of new days; kB."""
    (median, worked), (high, _) = np.percentile(it.again, (50, 95), axis=0)
    fresh = float(np.median(it.new_day[:, 0]))
    shown = (it.first, median, high, worked, fresh)
    return *(f"{ms:.0f}" if ms >= 10 else f"{ms:.1f}" for ms in shown), f"{it.size / 1000:.0f}"


def line(it: Asked) -> str:
    first, median, high, worked, fresh, size = figures(it)
    told = f"median {median} ms, p95 {high}, processor {worked}; first {first}; new day {fresh}"
    return f"{it.page.name}\t{told}; {size} kB"


def table(found: list[Asked]) -> Iterator[str]:
    """The slowest, and what the others took at most."""
    found = sorted(found, key=lambda it: -it.median)
    heads = ("page", "median ms", "p95", "processor", "first", "a new day", "kB")
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for it in found[:SHOWN]:
        first, median, high, worked, fresh, size = figures(it)
        cells = (f"{it.page.name} `{it.page.path}`", median, high, worked, first, fresh, size)
        yield f"| {' | '.join(cells)} |"
    if others := found[SHOWN:]:
        yield f"the other {len(others)}: median {others[0].median:.0f} ms at most"


if __name__ == "__main__":
    main()
