"""Around what a proposal's picture draws: its title, its sentences and the key to its styles."""

from collections.abc import Iterator

from graph.network.snapshot import NOWHERE
from server.pictures.columns import MARGIN
from server.pictures.district import KEY_GAP, KEY_LINE, NARROWEST, TITLE_MIDDLE
from server.pictures.picture import SQUARE, TYPES, Key, Style, Text, measured, text_at
from server.pictures.proposed import Proposed
from server.pictures.text import wrap

ABOUT_LINE = 21
KEYS = {
    "new": "拟结对的村",
    "open": "找不到支援方的村",
    "proposed": "方案提出的（越粗村越多）",
    "signed": "现有：已签订",
    "planned-line": "现有：已列任务",
    "negotiating": "现有：协商中",
    "direct": "现有：只结对村、单位",
}
SQUARES = ("new", "open")


def title_at(title: str) -> Text:
    return text_at(MARGIN, TITLE_MIDDLE, title, Style.TITLE, limit=NARROWEST - 2 * MARGIN)


def lines_at(text: str, middle: int, width: int) -> tuple[Text, ...]:
    lines = wrap(text, width - 2 * MARGIN, TYPES[Style.ABOUT].size)
    return tuple(
        text_at(MARGIN, middle + ABOUT_LINE * index, line, Style.ABOUT)
        for index, line in enumerate(lines)
    )


def legend_at(held: Proposed, middle: int, width: int) -> tuple[Key, ...]:
    """Only what is in the picture."""
    keys, x = [], MARGIN
    for style in _needed(held):
        symbol = SQUARE if style in SQUARES else KEY_LINE
        needed = symbol + 7 + measured(KEYS[style], Style.LEGEND)
        if x + needed > width - MARGIN:
            x, middle = MARGIN, middle + ABOUT_LINE
        text = text_at(x + symbol + 7, middle, KEYS[style], Style.LEGEND)
        square = (x, middle - SQUARE // 2) if style in SQUARES else None
        keys.append(Key(style, square, f"M{x} {middle}h{KEY_LINE}", text))
        x += needed + KEY_GAP
    return tuple(keys)


def _needed(held: Proposed) -> Iterator[str]:
    drawn = [one for some in held.choices[: held.shown] for one in some]
    existing = [flow.existing for flow in held.flows if flow.existing]
    found = {"new" if one.donor != NOWHERE else "open" for one in drawn}
    found |= {"proposed"} if held.flows else set()
    found |= {"planned-line" if one.stage.text == "planned" else one.stage.text for one in existing}
    found |= {"direct"} if any(one.direct for one in existing) else set()
    return (style for style in KEYS if style in found)
