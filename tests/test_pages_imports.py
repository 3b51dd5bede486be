"""Handing ledgers in on pages: checked first, then taken, all or the good rows alone."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from folders import snapshot_of
from keeper import Keeper, notice
from ledger_files import PAIRINGS, bare, take
from openpyxl import load_workbook
from page_client import Tag
from sqlalchemy import update
from test_loading import dump

from graph.registry.database import Database
from graph.registry.tables import upload
from graph.registry.uploads import KEPT_DAYS
from server.handed_in import LARGEST_FILE, LONGEST_NAME, file_name

pytestmark = pytest.mark.usefixtures("read_here")

GOOD = "J-1,京粮公司,大兴区,赛汉村,察右前旗,乌拉哈乌拉乡,已签订,2019-05,,,,,"
WRONG = "J-2,黄村镇,大兴区,朝阳村,察右前旗,乌拉哈鸟拉乡,已列任务,2020-02-30,,,,,"
LEDGER = {"ledger": "pairings"}


class Desk(Keeper):
    """Somebody who hands files in, and waits for what comes of them."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.here = ""

    def hand_in(self, *rows: str, name: str = "p.csv", head: str = PAIRINGS) -> Tag:
        content = "\n".join((head, *rows)).encode() + b"\n"
        answer = self.http.post("/imports", data=LEDGER, files={"file": (name, content)})
        assert answer.status_code == 303, answer.text
        return self.wait(answer.headers["location"])

    def wait(self, address: str) -> Tag:
        self.here = address
        for _ in range(600):
            page = self.page(address)
            if not list(page.all("p", "doing")):
                return page
            time.sleep(0.02)
        raise AssertionError("still not done")

    def decide(self, step: str, **values: str) -> Tag:
        answer = self.http.post(self.here, data={"step": step, **values})
        assert answer.status_code == 303, answer.text
        return self.wait(answer.headers["location"])

    def keys(self) -> set[str]:
        return set(snapshot_of(self.database).pairings.id_of_key)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(bare(database, tmp_path))


def tiles(page: Tag) -> list[int]:
    """New, changed, unchanged, refused."""
    (listed,) = page.all("ul", "counts")
    return [tile.number for tile in listed.all("li")]


def buttons(page: Tag) -> list[str]:
    (main,) = page.all("main")
    return [button.attributes.get("value", "") for button in main.all("button")]


def words(page: Tag) -> str:
    (main,) = page.all("main")
    return main.text


def test_what_is_handed_in_is_checked_and_not_written(desk: Desk) -> None:
    before = dump(desk.database)
    page = desk.hand_in(GOOD)
    assert tiles(page) == [1, 0, 0, 0]
    assert "还没有写入台账" in words(page)
    assert "京粮公司支援赛汉村村委会" in words(page)
    after = dump(desk.database)
    del before["upload"], after["upload"]
    assert before == after
    assert desk.keys() == set()


def test_taking_writes_what_was_shown(desk: Desk) -> None:
    desk.hand_in(GOOD)
    page = desk.decide("take")
    assert "已写入台账" in words(page)
    assert desk.keys() == {"J-1"}
    (link,) = (tag for tag in page.all("a") if "批" in tag.text)
    assert link.attributes["href"].startswith("/batches/")
    # Everybody sees it at once, and it cannot be taken twice.
    assert desk.now.pairings.find("J-1") is not None
    assert "take" not in buttons(page)
    assert "不能这样处理" in notice(
        desk.page(desk.http.post(desk.here, data={"step": "take"}).headers["location"])
    )


def test_nothing_is_taken_when_the_ledger_was_changed_meanwhile(desk: Desk, tmp_path: Path) -> None:
    desk.hand_in(GOOD)
    take(desk.database, tmp_path, "pairings", GOOD.replace("2019-05", "2018"))
    before = dump(desk.database)
    page = desk.decide("take")
    assert "请重新检查" in words(page)
    after = dump(desk.database)
    del before["upload"], after["upload"]
    assert before == after
    again = desk.decide("check")
    assert tiles(again) == [0, 0, 1, 0]


def test_faults_name_their_cells_and_offer_what_is_near(desk: Desk) -> None:
    page = desk.hand_in(GOOD, WRONG)
    assert tiles(page) == [1, 0, 0, 1]
    assert [tag.text for tag in page.all("code")][:2] == ["p.csv!H3", "p.csv!F3"]
    assert "take" not in buttons(page)
    assert "乌拉哈乌拉乡" in words(page)
    assert desk.keys() == set()


def test_cells_are_put_right_on_the_page(desk: Desk) -> None:
    desk.hand_in(GOOD, WRONG)
    page = desk.decide("check", **{"text-0": "2020-02-28", "take-1": "0"})
    assert tiles(page) == [2, 0, 0, 0]
    assert "已改正的格" in words(page)
    page = desk.decide("take")
    assert desk.keys() == {"J-1", "J-2"}
    content = desk.http.get(f"{desk.here}/file").content
    assert "2020-02-30" in content.decode()


def test_a_correction_can_be_put_back(desk: Desk) -> None:
    desk.hand_in(GOOD, WRONG)
    desk.decide("check", **{"text-0": "2020-02-28"})
    page = desk.decide("check", **{"undo-0": "1"})
    assert [tag.text for tag in page.all("code")][:2] == ["p.csv!H3", "p.csv!F3"]


def test_all_suggestions_at_once(desk: Desk) -> None:
    page = desk.hand_in(GOOD, WRONG)
    assert "accept" in buttons(page)
    page = desk.decide("accept")
    assert [tag.text for tag in page.all("th") if "!" in tag.text] == ["p.csv!H3"]


def test_good_rows_alone_on_request(desk: Desk) -> None:
    desk.hand_in(GOOD, WRONG)
    page = desk.decide("good")
    assert tiles(page) == [1, 0, 0, 1]
    assert "只收没有错误的行" in words(page)
    assert desk.keys() == set()
    desk.decide("take")
    assert desk.keys() == {"J-1"}
    answer = desk.http.get(f"{desk.here}/refused.xlsx")
    assert "attachment" in answer.headers["content-disposition"]
    (sheet,) = load_workbook(BytesIO(answer.content)).worksheets
    assert [row[0].value for row in sheet.iter_rows()] == ["编号", "J-2"]


def test_all_or_nothing_again(desk: Desk) -> None:
    desk.hand_in(GOOD, WRONG)
    desk.decide("good")
    page = desk.decide("all")
    assert "take" not in buttons(page)


def test_before_and_after_of_every_change(desk: Desk) -> None:
    desk.hand_in(GOOD)
    desk.decide("take")
    page = desk.hand_in(GOOD.replace(",,,,,", ",2021,XY-7,,,"))
    assert tiles(page) == [0, 1, 0, 0]
    text = words(page)
    assert "修改" in text
    assert "2021-01-01" in text or "2021" in text
    assert [tag.text for tag in page.all("del")][:2] == ["空", "空"]


def test_coverage_before_and_after(sample_database: Database) -> None:
    desk = Desk(sample_database)
    row = ",庞各庄镇,大兴区,玫瑰营镇待定名村01,察右前旗,玫瑰营镇,已签订,2020-03-01,,,,,"
    page = desk.hand_in(row)
    (table,) = page.all("table", "narrow")
    lines = [[cell.number for cell in line.all("td")] for line in list(table.all("tr"))[1:]]
    before, after = ([line[at] for line in lines] for at in (0, 1))
    assert (sum(before), sum(after)) == (128, 128)
    assert (before[0], after[0], before[1] - after[1]) == (0, 1, 1)


def test_file_that_says_nothing_new(desk: Desk) -> None:
    desk.hand_in(GOOD)
    desk.decide("take")
    page = desk.hand_in(GOOD)
    assert tiles(page) == [0, 0, 1, 0]
    assert "台账都已有" in words(page)
    page = desk.decide("take")
    assert "没有改动" in words(page)


def test_file_that_cannot_be_read(desk: Desk) -> None:
    page = desk.hand_in("x", name="p.xlsx")
    assert "不是 .xlsx 工作簿" in words(page)
    assert tiles(page) == [0, 0, 0, 0]


def test_uploads_are_listed_and_can_be_thrown_away(desk: Desk) -> None:
    desk.hand_in(GOOD)
    page = desk.page("/imports")
    assert "p.csv" in words(page)
    assert "新增 1" in words(page)
    answer = desk.http.post(desk.here, data={"step": "drop"})
    page = desk.page(answer.headers["location"])
    assert "已删除" in notice(page)
    assert "还没有交来过文件" in words(page)
    desk.page(desk.here, 404)


@pytest.mark.parametrize(
    ("values", "file", "said"),
    [
        ({"ledger": ""}, ("a.csv", b"x"), "请选是哪一种台账"),
        ({"ledger": "nonsense"}, ("a.csv", b"x"), "请选是哪一种台账"),
        (LEDGER, ("a.csv", b""), "这个文件是空的"),
        (LEDGER, ("", b""), "请选一个文件"),
        ({**LEDGER, "start": "soon"}, ("a.csv", b"x"), "日期"),
        (LEDGER, ("a.csv", b"x" * (LARGEST_FILE + 2**17)), "文件超过 32 MB"),
        (LEDGER, ("a.csv", b"x" * (LARGEST_FILE + 1)), "文件超过 32 MB"),
    ],
)
def test_form_that_is_not_complete(
    desk: Desk, values: dict[str, str], file: tuple[str, bytes], said: str
) -> None:
    answer = desk.http.post("/imports", data=values, files={"file": file})
    assert answer.status_code == 422
    assert said in answer.text


def test_body_beyond_all_measure_is_refused(desk: Desk) -> None:
    answer = desk.http.post("/imports", headers={"content-length": str(2**40)}, content=b"x")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("清单.xlsx", "清单.xlsx"),
        ("C:\\Users\\x\\清单.xlsx", "清单.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("..", "文件"),
        ("a\x00b\n<c>.csv", "abc.csv"),
        (".csv", "csv"),
        ("清单\u202exslx.csv", "清单xslx.csv"),
        ("清单.csv\u200b", "清单.csv"),
        ("a." + "长" * 50, "a." + "长" * 39),
    ],
)
def test_names_of_files_are_made_safe(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


def test_long_names_keep_their_ending() -> None:
    name = file_name("长" * 500 + ".xlsx")
    assert name.endswith("长.xlsx")
    assert len(name.encode()) <= LONGEST_NAME


@pytest.mark.parametrize("name", ["x." + "y" * 400, "清单.docx"])
def test_file_that_cannot_be_read_has_no_refused_rows(desk: Desk, name: str) -> None:
    page = desk.hand_in(GOOD, name=name)
    assert ".xlsx" in words(page)
    assert "出了意外" not in words(page)
    assert desk.http.get(f"{desk.here}/refused.xlsx").status_code == 404
    assert desk.http.get(f"{desk.here}/file").status_code == 200


def test_tasks_take_what_is_said_beside_the_file(sample_database: Database) -> None:
    desk = Desk(sample_database)
    content = "结对镇街,结对旗县,所在乡镇,贫困村\n采育镇,察右前旗,巴音塔拉镇,2\n".encode()
    values = {"ledger": "tasks", "district": "大兴区", "start": "2020-02-25"}
    answer = desk.http.post("/imports", data=values, files={"file": ("t.csv", content)})
    page = desk.wait(answer.headers["location"])
    assert tiles(page) == [1, 0, 0, 0]
    assert "2020-02-25" in words(page)


def test_server_that_stopped_left_it_unchecked(desk: Desk) -> None:
    desk.hand_in(GOOD)
    other = Desk(desk.database)
    with desk.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE upload SET state = 'waiting', report = NULL")
    page = other.page(desk.here)
    assert "服务器中途停过" in words(page)
    assert tiles(desk.decide("check")) == [1, 0, 0, 0]


def test_upload_that_nobody_touched_is_thrown_away(desk: Desk) -> None:
    desk.hand_in(GOOD)
    kept = desk.here
    desk.hand_in(GOOD, name="second.csv")
    assert desk.page(kept)
    long_ago = (datetime.now(UTC) - timedelta(days=KEPT_DAYS + 1)).isoformat()
    number = kept.partition("?")[0].rsplit("/", 1)[-1]
    with desk.database.engine.begin() as connection:
        connection.execute(update(upload).where(upload.c.id == number).values(at=long_ago))
    desk.hand_in(GOOD, name="third.csv")
    desk.page(kept, 404)
    assert {"second.csv", "third.csv"} <= {link.text for link in desk.page("/imports").all("a")}
