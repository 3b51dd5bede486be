"""Notices of an import as lines for people: what is said of many pairings alike is said once."""

import re
from collections import defaultdict
from collections.abc import Sequence

MOST = 20
_SUBJECT = re.compile(
    r"(?P<subject>.+?)(?P<said>(的结对|的任务)?(已在台账|不在这份名单里).*)", re.DOTALL
)


def notice_lines(notices: Sequence[str]) -> list[str]:
    """At most MOST lines, and then how many notices are not among them."""
    alike: dict[str, list[str]] = defaultdict(list)
    for notice in notices:
        found = _SUBJECT.fullmatch(notice)
        alike[found["said"] if found else notice].append(notice)
    groups = list(alike.values())
    lines = [_line(group) for group in groups[:MOST]]
    if left := sum(map(len, groups[MOST:])):
        lines.append(f"还有 {left} 条（共 {len(notices)} 条），加 --json 可看全部")
    return lines


def _line(group: Sequence[str]) -> str:
    more = f"（同样的共 {len(group)} 条）" if len(group) > 1 else ""
    return f"{group[0]}{more}"
