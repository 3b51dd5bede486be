"""What the program says is told in the reader's language; everything else sees the Chinese."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import orjson
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from markupsafe import Markup, escape
from unsaid import CHINESE as CHINESE_SIGN
from unsaid import ROOT, SAYING, everywhere, in_code, in_template, unsaid

from graph import language
from graph.language import (
    APART,
    CHINESE,
    ENGLISH,
    FOLDER,
    joined,
    languages,
    marked_up,
    say,
    say_as,
    sentence,
    sentence_as,
    speaking,
    told,
)

WHERE = [
    ("server/command_**.py", "ignore"),
    ("graph/**.py", "python"),
    ("server/**.py", "python"),
    ("templates/**", "jinja2"),
]
TRANSLATED = {
    "村": "village",
    f"side{APART}村": "villager",
    "{n:,} 个村": "{n:,} {n:village|villages}",
    "{who}支援{n:,} 个{what}": "{who} supports {n:,} {what}",
    "{what}：{n}": "{what:capital}: {n}",
    "、": ", ",
    "{0} 个村，共 {1} 个": "{0} villages of {1}",
    "见<a href='{href}'>{name}</a>": "See <a href='{href}'>{name}</a>",
}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English, with few translations."""

    def lookup(_: str) -> object:
        return lambda pattern: TRANSLATED.get(pattern, pattern)

    monkeypatch.setattr(language, "_lookup", lookup)
    with speaking(ENGLISH):
        yield


def test_said_is_its_chinese_text() -> None:
    said = say("{who}支援{n:,} 个村", who="大兴区", n=1260)
    assert said == "大兴区支援1,260 个村"
    assert told(said) == said
    assert type(told(said)) is str
    assert say("{} 是空的") == "{} 是空的"
    assert {"村": 1}[say("村")] == 1
    assert orjson.dumps([said, joined([said, "a"])]).decode() == json.dumps(
        [said, "大兴区支援1,260 个村、a"], ensure_ascii=False, separators=(",", ":")
    )


@pytest.mark.usefixtures("few")
def test_it_is_told_in_the_language_of_who_reads() -> None:
    said = say("{who}支援{n:,} 个{what}", who="大兴区", n=1260, what=say("村"))
    assert told(said) == "大兴区 supports 1,260 village"
    assert said == "大兴区支援1,260 个村"
    assert escape(said) == told(said)
    with speaking(CHINESE):
        assert told(said) == said
    assert sentence("{n:,} 个村", n=2) == "2 villages"


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("n", "text"), [(1, "1 village"), (0, "0 villages"), (1260, "1,260 villages")]
)
def test_one_and_many(n: int, text: str) -> None:
    assert told(say("{n:,} 个村", n=n)) == text


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("what", "text"),
    [(say("村"), "Village: 3"), ("a<b", "A<b: 3"), ("大兴区", "大兴区: 3"), ("", ": 3")],
)
def test_a_sentence_begins_with_a_capital(what: str, text: str) -> None:
    assert told(say("{what}：{n}", what=what, n=3)) == text
    assert marked_up("{what}：{n}", what=what, n=3) == text.replace("<", "&lt;")


@pytest.mark.usefixtures("few")
def test_rows_are_told_part_by_part() -> None:
    row = joined([say("村"), "大兴区", joined([say("村"), "b"], "")])
    assert row == "村、大兴区、村b"
    assert told(row) == "village, 大兴区, villageb"
    assert told(joined([])) == ""


@pytest.mark.usefixtures("few")
def test_numbers_are_filled_in_afterwards() -> None:
    said = say("{0} 个村，共 {1} 个").format(3, 5)
    assert (said, told(said)) == ("3 个村，共 5 个", "3 villages of 5")


@pytest.mark.usefixtures("few")
def test_what_was_copied_or_sent_on_is_told_too() -> None:
    for said in (say("{n:,} 个村", n=1), joined([say("村"), "x"])):
        for again in (pickle.loads(pickle.dumps(said)), copy.deepcopy(said)):
            assert (again, told(again)) == (said, told(said))


@pytest.mark.usefixtures("few")
def test_values_cannot_bring_marks_or_placeholders() -> None:
    evil = "<b>{n}{who.__class__}"
    assert told(say("{who}支援{n:,} 个{what}", who=evil, n=1, what="村")).startswith(evil)
    assert escape(say("{n:,} 个村", n=1)) == "1 village"
    assert "&lt;b&gt;" in escape(say("{who}支援{n:,} 个{what}", who=evil, n=1, what=""))
    marked = marked_up("见<a href='{href}'>{name}</a>", href="/?a=1&b='", name=evil)
    assert marked == ("See <a href='/?a=1&amp;b=&#39;'>&lt;b&gt;{n}{who.__class__}</a>")
    link = Markup("<b>x</b>")
    assert marked_up("见<a href='{href}'>{name}</a>", href="/", name=link).endswith("<b>x</b></a>")


@pytest.mark.usefixtures("few")
def test_what_nobody_translated_is_told_in_chinese() -> None:
    assert told(say("{n} 处", n=3)) == "3 处"
    assert told("大兴区") == "大兴区"
    assert told(say("")) == ""


def catalogue() -> dict[str, str]:
    with (FOLDER / ENGLISH / "LC_MESSAGES" / "jiedui.po").open("rb") as file:
        return {keyed(each.context, each.id): str(each.string) for each in read_po(file) if each.id}


def keyed(context: str | None, pattern: object) -> str:
    return f"{context}{APART}{pattern}" if context else str(pattern)


@pytest.mark.usefixtures("few")
def test_a_text_of_two_meanings_is_told_by_its_meaning() -> None:
    texts = say("村"), say_as("side", "村"), say_as("nobody translated", "村")
    assert set(texts) == {"村"}
    assert [told(text) for text in texts] == ["village", "villager", "村"]
    assert sentence_as("side", "村") == "villager"
    assert told(pickle.loads(pickle.dumps(texts[1]))) == "villager"


def names(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


def test_all_that_is_said_is_translated_and_nothing_else() -> None:
    found = extract_from_dir(ROOT, WHERE, keywords=SAYING)
    said = {keyed(context, message) for _, _, message, _, context in found}
    assert len(said) > 1000
    had = catalogue()
    assert sorted(it for it in said if CHINESE_SIGN.search(it) and not had.get(it)) == []
    assert sorted(had.keys() - said) == []


CHOICE = re.compile(r"\{(\w+):[^{}]*\|[^{}]*\}")
"""Where a translation tells one from several."""
COUNTED = {"n", "number"}
"""What such a choice may go by though the Chinese sentence has no place for it."""


def test_translations_have_the_placeholders_of_what_they_translate() -> None:
    told = {pattern: text for pattern, text in catalogue().items() if text}
    wrong = {
        pattern: text
        for pattern, text in told.items()
        if names(CHOICE.sub("", text)) - names(pattern)
        or names(pattern) - names(text)
        or set(CHOICE.findall(text)) - names(pattern) - COUNTED
    }
    assert wrong == {}


def test_translations_are_english() -> None:
    left = {text for text in catalogue().values() if CHINESE_SIGN.search(text)}
    assert left == set()


def test_nothing_is_left_unsaid() -> None:
    assert [str(one) for path in everywhere() for one in unsaid(path)] == []


def test_what_is_unsaid_is_found() -> None:
    code = 'a = "村"\nb = say("村")\nc = f"{a}，{b}"\n\ndef f():\n    """村"""\n'
    assert [text for _, text in in_code(code)] == ["村", "，"]
    page = '<p title="村">{{ say("村") }}{{ "区" }}{# 县 #}</p>'
    assert [text for _, text in in_template(page)] == ['<p title="村">', "区"]


def test_a_language_is_offered_where_it_was_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    assert languages() == (CHINESE, ENGLISH)
    monkeypatch.setattr(language, "FOLDER", Path("nowhere"))
    assert languages() == (CHINESE,)


def test_days_are_told() -> None:
    with speaking(ENGLISH):
        assert told(DAY) == "2020-06-03"
        assert not re.search(CHINESE_SIGN, told(joined(["a", "b"])))


DAY = say("{year}年{month}月{day}日", year=2020, month=6, day=3)
