"""Notices of an import as lines for people: what is said of many pairings alike is said once."""

import re
from collections import defaultdict
from collections.abc import Sequence

MOST = 20
_SUBJECT = re.compile(
    r"(?P<subject>.+?)(?P<said>(的结对|的任务)?"
    r"(已在台账|不在这份名单里|沿用待定名时的认定|没有写起始日期).*)",
    re.DOTALL,
)


def alike(notices: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The notices, those together that say the same of different pairings, villages or rows."""
    said: dict[str, list[str]] = defaultdict(list)
    for notice in notices:
        found = _SUBJECT.fullmatch(notice)
        said[found["said"] if found else notice].append(notice)
    return tuple(map(tuple, said.values()))


def notice_lines(notices: Sequence[str]) -> list[str]:
    """At most MOST lines, and then how many notices are not among them."""
    groups = alike(notices)
    lines = [_line(group) for group in groups[:MOST]]
    if left := sum(map(len, groups[MOST:])):
        lines.append(f"还有 {left} 条（共 {len(notices)} 条），加 --json 可看全部")
    return lines


def _line(group: Sequence[str]) -> str:
    more = f"（同样的共 {len(group)} 条）" if len(group) > 1 else ""
    return f"{group[0]}{more}"
