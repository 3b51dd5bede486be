"""The words of the program and how it is used."""

from dataclasses import dataclass

from graph.language import say
from server.pages.asked import Asked, Shown
from server.pages.explained import ENTRIES, Entry
from server.pages.saved import MOST

KEYS = (
    ("/", say("到搜索框")),
    ("j", say("到下一行")),
    ("k", say("到上一行")),
    ("Enter", say("打开这一行的第一个链接")),
    ("?", say("看有哪些键")),
    ("Esc", say("离开搜索框、这一行或这张说明")),
)
"""What the keyboard does on every page; `static/keys.js` does it."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    entries: tuple[Entry, ...]
    keys: tuple[tuple[str, str], ...]
    most_filters: int


def show_help(_: Asked) -> Shown:
    return Shown("help", say("词语与用法"), HelpPage(ENTRIES, KEYS, MOST))
