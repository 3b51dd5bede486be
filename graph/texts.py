"""Texts that the ledger takes: one line each, not too long, every sign of which can be kept."""

import re

from graph.errors import Problem
from graph.language import say

LONGEST = 500
"""How many signs a text may have; a note in a data set may have ten times as many."""
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""None may stand in a text, line ends included: a cell of a ledger is one line."""
UNPAIRED = re.compile(r"[\ud800-\udfff]")
"""Halves of signs: they cannot be written, into no database and no answer."""
SHOWN = 80


def problems_of(field: str, text: str) -> list[Problem]:
    """What keeps the ledger from taking this text as the value of a field."""
    found: list[Problem] = []
    if len(text) > LONGEST:
        said = say("最多 {most} 个字，这里有 {number} 个", most=LONGEST, number=len(text))
        found.append(Problem((field,), "TOO_LONG", said))
    if CONTROL.search(text):
        found.append(Problem((field,), "INVALID_TEXT", say("含有控制字符")))
    if UNPAIRED.search(text):
        found.append(Problem((field,), "INVALID_TEXT", say("含有不成字的半个字符")))
    return found


def is_key(text: str) -> bool:
    """Could this be the key of anything? What cannot be kept is not looked for either."""
    return bool(text) and not CONTROL.search(text) and not UNPAIRED.search(text)


def shown(text: str) -> str:
    """A text from outside as a message quotes it."""
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return UNPAIRED.sub("\ufffd", CONTROL.sub("\ufffd", short))
