"""What the program says, and in which language it is told.

Sentences are written in Chinese where they arise, by `say`. What it gives is a text like any
other, the Chinese one, and remembers what it was made of; so who shows it can tell it in the
language of who reads: a page does by writing it, everything else by `told`.

Translations stand in `locale/<language>/LC_MESSAGES/jiedui.po`, by the Chinese sentence with its
placeholders; `make setup` compiles them. A placeholder `{n:village|villages}` in a translation
stands for the first word where n is one, else for the second; `{target:capital}` begins a
sentence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter
from typing import Any, Self

from markupsafe import Markup, escape

CHINESE = "zh-CN"
ENGLISH = "en"
NAMES = {CHINESE: "中文", ENGLISH: "English"}
"""Languages, each as it calls itself."""
FOLDER = Path(__file__).parent / "locale"
APART = "\x04"
"""What gettext writes between a text's meaning and the text."""

CAPITAL = "capital"

_language: ContextVar[str] = ContextVar("language", default=CHINESE)


def _bare(pattern: str) -> str:
    """Without the meaning that stands before it."""
    return pattern.rpartition(APART)[2] if APART in pattern else pattern


class Said(str):
    """A sentence in Chinese that can be told in other languages."""

    __slots__ = ("pattern", "values")

    pattern: str
    values: Mapping[str, Any]

    def __new__(cls, pattern: str, values: Mapping[str, Any]) -> Self:
        bare = _bare(pattern)
        said = super().__new__(cls, bare.format(**values) if values else bare)
        said.pattern = pattern
        said.values = values
        return said

    def in_words_of(self, language: str) -> str:
        pattern = translated(self.pattern, language)
        return _Telling(language).vformat(pattern, (), self.values) if self.values else pattern

    def format(self, *numbers: object, **values: object) -> "Said":
        """This sentence with its values, where it was said before they were known."""
        if numbers:
            return _Filled(self.pattern, {"numbers": numbers})
        return Said(self.pattern, values)

    def counting(self, number: int) -> "Said":
        """This sentence about so many: a translation tells one from several by `{number:…|…}`."""
        return type(self)(self.pattern, {**self.values, "number": number})

    def __html__(self) -> str:
        return escape(told(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.pattern, self.values)


class _Row(Said):
    """Several texts in a row; what stands between them is told too."""

    __slots__ = ()

    def __new__(cls, pattern: str, values: Mapping[str, Any]) -> Self:
        said = str.__new__(cls, pattern.join(values["parts"]))
        said.pattern = pattern
        said.values = values
        return said

    def in_words_of(self, language: str) -> str:
        between = translated(self.pattern, language)
        return between.join(_in(part, language) for part in self.values["parts"])


class _Filled(Said):
    """A sentence with numbers in its places `{0}`, `{1}`."""

    __slots__ = ()

    def __new__(cls, pattern: str, values: Mapping[str, Any]) -> Self:
        said = str.__new__(cls, _bare(pattern).format(*values["numbers"]))
        said.pattern = pattern
        said.values = values
        return said

    def in_words_of(self, language: str) -> str:
        pattern = translated(self.pattern, language)
        return _Telling(language).vformat(pattern, self.values["numbers"], {})


def say(pattern: str, /, **values: Any) -> Said:
    """The sentence of this pattern, `say("{n} 个村", n=3)`; without values the pattern itself.

    The pattern has to stand there as it is, for it is looked for in the code to be translated.
    """
    return Said(pattern, values)


ENUMERATED = say("、")


def say_as(meaning: str, pattern: str, /, **values: Any) -> Said:
    """The same of a text that has several translations; `meaning` tells them apart."""
    return Said(f"{meaning}{APART}{pattern}", values)


def joined(parts: Iterable[str], between: str = ENUMERATED) -> Said:
    """The parts in a row, with what stands `between` two of them told like a sentence."""
    return _Row(str(between), {"parts": tuple(parts)})


def told(text: str) -> str:
    """A text in the language of who reads; what was not said by `say` stays as it is."""
    language = _language.get()
    return str(text) if language == CHINESE else _in(text, language)


def _in(text: str, language: str) -> str:
    return text.in_words_of(language) if isinstance(text, Said) else str(text)


def language_now() -> str:
    """The language of who reads."""
    return _language.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it, this language is told."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def languages() -> tuple[str, ...]:
    """Those that readers are offered: Chinese, and each that was compiled."""
    return tuple(one for one in NAMES if one == CHINESE or _file(one).exists())


def translated(pattern: str, language: str) -> str:
    """The pattern in that language; in Chinese where there is no translation."""
    found = pattern if language == CHINESE or not pattern else _lookup(language)(pattern)
    return _bare(found)


def sentence(pattern: str, /, **values: Any) -> str:
    """The same as `told(say(…))`, for templates: told at once."""
    language = _language.get()
    found = translated(pattern, language)
    if not values:
        return found
    if language == CHINESE:
        return found.format(**values)
    return _Telling(language).vformat(found, (), values)


def sentence_as(meaning: str, pattern: str, /, **values: Any) -> str:
    """The same as `told(say_as(…))`, for templates."""
    return sentence(f"{meaning}{APART}{pattern}", **values)


def marked_up(pattern: str, /, **values: Any) -> Markup:
    """A sentence with marks of HTML in it, for templates; the values are escaped."""
    escaped = {name: _escaped(value) for name, value in values.items()}
    return Markup(sentence(pattern, **escaped))


def _escaped(value: Any) -> Any:
    return escape(value) if isinstance(value, str) else value


class _Telling(Formatter):
    """Fills in a translation."""

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return one if str(value) == "1" else many
        if isinstance(value, Said):
            value = value.in_words_of(self._language)
        if format_spec == CAPITAL:
            return str(value[:1].upper() + value[1:])
        return str(super().format_field(value, format_spec))


def _file(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "jiedui.mo"


@cache
def _lookup(language: str) -> Callable[[str], str]:
    with _file(language).open("rb") as file:
        return GNUTranslations(file).gettext
