"""Sentences that are kept as JSON and told in another language later."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from graph.kept_sentences import kept, said_from
from graph.language import joined, say, speaking, told


def again(value: Any) -> Any:
    return said_from(json.loads(json.dumps(kept(value), ensure_ascii=False)))


@pytest.mark.parametrize(
    "value",
    [
        "大兴区",
        None,
        say("村"),
        say("{n:,} 个村", n=1200),
        say("{what}：{how}", what=say("{n} 处", n=1), how=joined(["甲", say("乙")])),
        say("{0} 处").format(3),
        ["任务清单!E2", say("{day} 起", day=date(2020, 2, 1)), "", None],
    ],
)
def test_what_was_kept_reads_the_same(value: Any) -> None:
    assert again(value) == value


def test_what_was_kept_is_told_in_the_language_of_who_reads() -> None:
    row = again([joined([say("村级协商中"), "甲"]), say("{n:,} 处错误", n=2)])
    with speaking("en"):
        assert [told(each) for each in row] == ["Villages under negotiation, 甲", "2 mistakes"]
