"""How wide a text will be, without a browser.

Widths are in em and lean to the wide side: the widest of Noto Sans CJK SC, DejaVu Sans and
Liberation Sans, so that a reader's other font seldom sets a text wider than its box.
"""

import re
import string
import unicodedata
from collections.abc import Iterable
from functools import lru_cache, reduce

from graph.language import say, told

ELLIPSIS = "…"
ASCENT, DESCENT = 1.16, 0.29
"""Of Noto Sans CJK in em: the highest box among the fonts of the stack."""

_LATIN = {
    0.44: " !'(),-./:;I[\\]`fijlrt|°",
    0.64: '"$*0123456789?JL^_abcdeghknopqsuvxyz{}',
    0.84: "#&+<=>ABCDEFGHKNOPQRSTUVXYZ~w",
    1.02: "%@MWm",
}
_EM = {sign: em for em, signs in _LATIN.items() for sign in signs}
_EM |= dict.fromkeys("·…—“”‘’×", 1.0)
_WORD = string.ascii_letters + string.digits
_BOLD = 1.12
_STRANGE = 1.25
"""A script that no table covers, and emoji."""

_UNBROKEN = re.compile(
    r"[（《“(]*(?:(?:[\w./'’-]|(?<=\d),(?=\d))+|.)[，。；：、！？）》”%…,;:!?)]*", re.ASCII
)


@lru_cache(maxsize=8192)
def width(text: str, size: float, bold: bool = False) -> int:
    """The width of one line in px, rounded up, at a font size in px."""
    ems = (_em(sign) * (_BOLD if bold and not _is_wide(sign) else 1) for sign in text)
    return -int(-sum(ems) * size // 1)


def _em(sign: str) -> float:
    if _is_wide(sign):
        return 1.0
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    return _EM.get(sign, _STRANGE)


def _is_wide(sign: str) -> bool:
    if ord(sign) >= 0x1F000:
        return ord(sign) >= 0x20000
    return unicodedata.east_asian_width(sign) in "WF"


def clean(text: str) -> str:
    """One line that XML can hold, in the language of who reads: control characters and runs of
    blanks become one blank."""
    return _clean(told(text))


@lru_cache(maxsize=8192)
def _clean(text: str) -> str:
    held = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)
    return " ".join(held.split())


def fit(text: str, limit: float, size: float, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits into `limit` px before an ellipsis: no word of
    letters and no number is cut where one can end before it."""
    text = told(text)
    if width(text, size, bold) <= limit:
        return text
    kept = len(text)
    while kept and width(text[:kept] + ELLIPSIS, size, bold) > limit:
        kept -= 1
    held = text[:kept]
    if kept < len(text) and text[kept] in _WORD:
        held = held.rstrip(_WORD).rstrip(" (,;") or held
    return held.rstrip() + ELLIPSIS


def run_on(sentences: Iterable[str]) -> str:
    """One sentence behind the other, with a blank between two in a language that has one."""
    found = [sentence for sentence in sentences if sentence]
    return reduce(_behind, found) if found else ""


def _behind(said: str, more: str) -> str:
    return say("{said}{more}", said=said, more=more)


def wrap(text: str, limit: float, size: float) -> list[str]:
    """Lines of at most `limit` px. Numbers and words stay whole; no line starts with a comma.

    A single word wider than the limit is shortened.
    """
    lines = [""]
    for piece in _UNBROKEN.findall(told(text)):
        if lines[-1] and width(lines[-1] + piece, size) > limit:
            lines.append("")
        lines[-1] += fit(piece, limit, size)
    return [line.strip() for line in lines]
