"""One search over everything: parties, pairings by number, programmes, what was written and handed
in, accounts, and the program's own pages and words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from graph.language import say
from server.pages.asked import Asked, BadQuery, Shown, no_value
from server.pages.program import find_program
from server.pages.search_ledger import numbered, parties_of, programmes_of
from server.pages.search_parts import EACH, Group, Hit
from server.pages.search_records import records

MOST_WHOLE = 200
"""Lines of a group that is shown whole."""
EXAMPLES = ("大兴", "dx", "653221", say("移交"), say("待结对村"))


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`number` counts all that was found; `part` is the only group that is shown, whole."""

    text: str
    part: str
    groups: tuple[Group, ...]
    number: int
    examples: tuple[str, ...] = EXAMPLES


def show_search(asked: Asked) -> Shown:
    text, part = asked.text("q"), asked.query.get("part", "")
    if part and part not in PARTS:
        raise BadQuery("part", no_value(part, "part", PARTS))
    groups = tuple(_groups(asked, text, part)) if text else ()
    page = SearchPage(text, part, groups, sum(one.total for one in groups))
    title = say("搜索：{text}", text=text[:40]) if text else say("搜索")
    return Shown("search", title, page)


def _groups(asked: Asked, text: str, part: str) -> list[Group]:
    """Those that found anything, the one with the best match first."""
    makers = [PARTS[part]] if part else list(dict.fromkeys(PARTS.values()))
    most = MOST_WHOLE if part else EACH
    found = [one for make in makers for one in make(asked, text, most) if one.total]
    return sorted((one for one in found if not part or one.code == part), key=lambda one: one.rank)


def _program(asked: Asked, text: str, most: int) -> Iterator[Group]:
    found = find_program(asked, text)
    hits = tuple(Hit(one.title, one.href, one.about) for one in found[:most])
    whole = asked.urls.search(text, "program")
    yield Group(
        "program",
        say("程序的页面和词语"),
        say("项"),
        len(found),
        hits,
        whole,
        found[0].rank if found else 0,
    )


Make = Callable[[Asked, str, int], Iterator[Group]]
PARTS: Mapping[str, Make] = {
    "divisions": parties_of,
    "villages": parties_of,
    "organisations": parties_of,
    "program": _program,
    "pairings": numbered,
    "programmes": programmes_of,
    "batches": records,
    "uploads": records,
    "accounts": records,
}
"""What makes each group; of equally good ones the earlier comes first."""
