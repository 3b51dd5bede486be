"""What went wrong is said in words, with a way on, and never with a trace."""

from __future__ import annotations

import pytest
from page_client import Reader, rich_reader
from page_networks import TODAY
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from graph.errors import DatabaseProblem
from graph.network.snapshot import Snapshot
from server.app import create_app
from server.pages import errors
from server.pages.asked import Asked
from server.security import HEADERS
from server.settings import Settings


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("at=2020-02-31", "没有 2020-02-31 这一天"),
        ("at=yesterday", "日期应写成"),
        ("at=2020-02", "具体日期"),
        ("target=rich", "“rich”不是 target 的取值"),
        ("cover=half", "“half”不是 cover 的取值"),
        ("order=random", "“random”不是 order 的取值"),
        ("page=0", "页码应是从 1 起的整数"),
        ("page=-1", "页码"),
        ("page=²", "页码"),
        ("q=" + "长" * 201, "检索词最多 200 个字"),
    ],
)
def test_bad_parameter_is_named_and_can_be_dropped(reader: Reader, query: str, said: str) -> None:
    page = reader.page(f"/villages?sole=1&{query}", 400)
    assert said in page.text
    (way,) = [a.attributes["href"] for a in page.all("a") if a.text.startswith("去掉这一项")]
    assert way == "/villages?sole=1"


@pytest.mark.parametrize(
    "url", ["/coverage?within=999", "/villages?district=no", "/pairings?of=no", "/parties?within=x"]
)
def test_unknown_code_is_not_found(reader: Reader, url: str) -> None:
    assert "没有编码为" in reader.page(url, 404).text


def test_unknown_party_is_answered_with_the_nearest(reader: Reader) -> None:
    page = reader.page("/parties/611101999", 404)
    assert "没有编码为“611101999”的主体" in page.text
    assert "第111县" in page.text


@pytest.mark.parametrize("key", ["x", "x" * 5000, "%00", "%ff", "%E2%80%AE"])
def test_odd_keys_are_not_found(reader: Reader, key: str) -> None:
    assert "找不到" in reader.page(f"/parties/{key}", 404).text


def test_unknown_page_is_not_found(reader: Reader) -> None:
    assert "没有这个网址" in reader.page("/nowhere", 404).text
    assert "没有这个网址" in reader.page("/static/../pyproject.toml", 404).text


def test_other_methods_are_not_allowed(reader: Reader) -> None:
    answer = reader.http.post("/villages")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert "只接受" in answer.text


class Broken:
    def __init__(self, error: Exception) -> None:
        self.error = error

    @property
    def snapshot(self) -> Snapshot:
        if self.calls:
            return rich_reader().snapshot
        self.calls += 1
        raise self.error

    calls = 0


def test_unexpected_error_shows_nothing_of_itself() -> None:
    app = create_app(Settings(), Broken(RuntimeError("secret")))
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "程序出错了" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


def test_database_that_others_write_to_is_no_error_of_the_program() -> None:
    app = create_app(Settings(), Broken(DatabaseProblem("写不了数据库：请稍后再试")))
    answer = TestClient(app, base_url="http://localhost").get("/")
    assert answer.status_code == 503
    assert "请稍后再试" in answer.text
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(("status", "said"), [(413, "太大"), (418, "看不懂")])
def test_other_refusals_have_a_page(reader: Reader, status: int, said: str) -> None:
    asked = Asked(reader.snapshot, TODAY, QueryParams(), "/")
    shown = errors.refused(asked, status)
    assert isinstance(shown.page, errors.Trouble)
    assert said in shown.page.message
    assert shown.status == status


def test_healthz_says_that_the_snapshot_is_there(reader: Reader) -> None:
    answer = reader.http.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "parties": len(reader.snapshot.parties),
        "pairings": len(reader.snapshot.pairings),
    }


def test_fragment_holds_the_main_part_only(reader: Reader) -> None:
    whole = reader.http.get("/villages")
    part = reader.http.get(
        "/villages", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert "<!doctype html>" in whole.text
    assert "<!doctype html>" not in part.text
    assert part.text.strip() in whole.text
    for answer in (whole, part):
        assert "HX-Request" in answer.headers["vary"]
        assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "headers", [{"HX-History-Restore-Request": "true"}, {"HX-Request-Type": "full"}]
)
def test_history_and_whole_targets_get_the_whole_page(
    reader: Reader, headers: dict[str, str]
) -> None:
    answer = reader.http.get("/villages", headers={"HX-Request": "true", **headers})
    assert "<!doctype html>" in answer.text


def test_error_is_a_whole_page_for_htmx_too(reader: Reader) -> None:
    answer = reader.http.get("/villages?page=x", headers={"HX-Request": "true"})
    assert answer.status_code == 400
    assert "<!doctype html>" in answer.text
