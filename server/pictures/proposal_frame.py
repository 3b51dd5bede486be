"""The key to the styles of a proposal's picture."""

from collections.abc import Iterator

from graph.language import say
from graph.network.snapshot import NOWHERE
from server.pictures.frame import keys_at
from server.pictures.picture import Key
from server.pictures.proposed import Proposed

KEYS = {
    "new": say("拟结对的村"),
    "open": say("找不到支援方的村"),
    "proposed": say("方案提出的（越粗村越多）"),
    "signed": say("现有：已签订"),
    "planned-line": say("现有：已列任务"),
    "negotiating": say("现有：协商中"),
    "direct": say("现有：只结对村、单位"),
}
SQUARES = ("new", "open")


def legend_at(held: Proposed, middle: int, width: int) -> tuple[Key, ...]:
    """Only what is in the picture."""
    return keys_at({style: KEYS[style] for style in _needed(held)}, SQUARES, middle, width)


def _needed(held: Proposed) -> Iterator[str]:
    drawn = [one for some in held.choices[: held.shown] for one in some]
    existing = [flow.existing for flow in held.flows if flow.existing]
    found = {"new" if one.donor != NOWHERE else "open" for one in drawn}
    found |= {"proposed"} if held.flows else set()
    found |= {"planned-line" if one.stage.text == "planned" else one.stage.text for one in existing}
    found |= {"direct"} if any(one.direct for one in existing) else set()
    return (style for style in KEYS if style in found)
