"""Forms: their fields, what was typed into them, and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple, TypeVar

from graph.days import Day, parse_date, parse_day
from graph.errors import Invalid, Problem, Rejected
from graph.language import say
from graph.texts import CONTROL, problems_of
from graph.words import Word
from server.pages.asked import Asked, Ref
from server.pages.ends import Candidates, found, named
from server.pages.refusals import RIGHTS, status_of

W = TypeVar("W", bound=Word)

FLAGS = {"1": True, "0": False}
"""What a form sends for yes and no."""


class Kind(Enum):
    TEXT = "text"
    DATE = "date"
    """A day."""
    DAY = "day"
    """A day, a month or a year."""
    PARTY = "party"
    WORD = "word"
    """One of a few words: a stage, for example."""
    FLAG = "flag"
    """Yes or no."""


class Field(NamedTuple):
    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    required: bool = False
    words: tuple[Word, ...] = ()


class Typed:
    """What a form was sent with, read field by field; problems are gathered until `refuse`."""

    def __init__(self, asked: Asked, values: Mapping[str, str]) -> None:
        self._asked = asked
        self._values = values
        self._problems: list[Problem] = []

    @property
    def values(self) -> Mapping[str, str]:
        """The fields as they were sent."""
        return self._values

    def problem(self, name: str, code: str, message: str) -> None:
        self._problems.append(Problem((name,), code, message))

    def refuse(self) -> None:
        """Raises Rejected when anything was wrong so far."""
        if self._problems:
            raise Rejected(self._problems)

    def text(self, name: str, about: str = "") -> str | None:
        """None when nothing was typed; problems are about this field unless `about` names another.

        Line ends become blanks: a cell of a ledger is one line.
        """
        text = re.sub(r"[\r\n\t]+", " ", self._values.get(name, "")).strip()
        self._problems += problems_of(about or name, text)
        return text or None

    def day(self, name: str) -> Day | None:
        text = self.text(name)
        try:
            return parse_day(text) if text else None
        except Invalid as error:
            self.problem(name, "INVALID_DAY", str(error))
            return None

    def needed_day(self, name: str, missing: str) -> Day | None:
        """None when something is wrong; `missing` is told when nothing was typed."""
        if not self._values.get(name, "").strip():
            self.problem(name, "MISSING", missing)
        return self.day(name)

    def needed_text(self, name: str, missing: str) -> str:
        text = self.text(name)
        if text is None:
            self.problem(name, "MISSING", missing)
        return text or ""

    def date(self, name: str) -> date:
        """A day that must be there."""
        text = self.text(name)
        try:
            if text:
                return parse_date(text)
            self.problem(name, "MISSING", say("请写明日期"))
        except Invalid as error:
            self.problem(name, "INVALID_DAY", str(error))
        return date.min

    def word(self, name: str, words: Sequence[W]) -> W:
        """One of these; it must be there."""
        text = self.text(name)
        found = [word for word in words if word.text == text]
        if not found:
            self.problem(name, "MISSING", say("请选一个"))
        return found[0] if found else words[0]

    def flag(self, name: str) -> bool | None:
        """None when neither was chosen."""
        return FLAGS.get(self._values.get(name, ""))

    def party(self, name: str) -> str | None:
        """The key of the party meant: the candidate chosen for this text, or whom it names."""
        text = self.text(f"{name}_text", name) or ""
        if CONTROL.search(text):
            return None
        key = chosen(self._values, name) or (text and named(self._asked, name, text))
        if self._asked.snapshot.parties.find(key) is not None:
            return key
        if text:
            self._unknown(name, text)
        return None

    def _unknown(self, name: str, text: str) -> None:
        if total := found(self._asked, name, text).total:
            message = say("“{text}”可以指 {total} 个主体，请选一个", text=text[:40], total=total)
        else:
            message = say("没有找到“{text}”；可以写编码、全名、拼音或首字母", text=text[:40])
        self.problem(name, "AMBIGUOUS" if total else "NOT_FOUND", message)

    def needed_party(self, name: str) -> str:
        if not self._values.get(f"{name}_text", "").strip():
            self.problem(name, "MISSING", say("请写明是谁"))
        return self.party(name) or ""

    def version(self) -> int:
        text = self._values.get("version", "")
        return int(text[:9]) if text.isascii() and text.isdigit() else 0


def chosen(values: Mapping[str, str], name: str) -> str:
    """A candidate counts for the text that it was offered for, and for no later one."""
    same = values.get(f"{name}_for") == values.get(f"{name}_text")
    return values.get(name, "") if same else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A field as it is drawn: with what stands in it, and what is wrong with that."""

    field: Field
    value: str
    faults: tuple[str, ...]
    candidates: Candidates | None


class Fault(NamedTuple):
    """`field` is empty when the form has no such field."""

    field: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of sending a form: nothing yet, or why it was refused."""

    values: Mapping[str, str] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_stale(self) -> bool:
        return any(problem.code == "STALE_VERSION" for problem in self.problems)

    @property
    def status(self) -> int:
        return status_of(self.problems)


def entries(
    asked: Asked, fields: Sequence[Field], values: Mapping[str, str], problems: Sequence[Problem]
) -> tuple[Entry, ...]:
    return tuple(_entry(asked, field, values, problems) for field in fields)


def _entry(
    asked: Asked, field: Field, values: Mapping[str, str], problems: Sequence[Problem]
) -> Entry:
    faults = tuple(problem.message for problem in problems if problem.path[-1] == field.name)
    if field.kind is not Kind.PARTY:
        return Entry(field, values.get(field.name, ""), faults, None)
    text = values.get(f"{field.name}_text", "")
    offered = found(asked, field.name, text[:200], chosen(values, field.name))
    return Entry(field, text, faults, offered)


def faults(fields: Sequence[Field], problems: Sequence[Problem]) -> tuple[Fault, ...]:
    labels = {RIGHTS: say("权限"), **{field.name: field.label for field in fields}}
    own = {field.name for field in fields}
    return tuple(
        Fault(name if name in own else "", labels.get(name, ""), problem.message)
        for problem in problems
        for name in (problem.path[-1],)
        if problem.code != "STALE_VERSION"
    )


def party_values(asked: Asked, name: str, key: str) -> dict[str, str]:
    """What a field for a party is sent with when it stands at this one; nothing for no key."""
    row = asked.snapshot.parties.find(key) if key else None
    if row is None:
        return {f"{name}_text": key}
    text = asked.snapshot.parties.name(row)
    return {f"{name}_text": text, f"{name}_for": text, name: key}


@dataclass(frozen=True, slots=True)
class FormPage:
    """`action` is where it is sent, `back` where one goes who does not want to."""

    lead: str
    action: str
    button: str
    entries: tuple[Entry, ...]
    hidden: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]
    back: Ref
    about: object = None
    clash: object = None
    grave: bool = False
