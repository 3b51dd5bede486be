"""How addresses are written: the segments of a path, the parameters behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

ACTIONS = (
    *("sign", "end", "hand-over", "amend", "cancel"),
    *("programme", "agreement", "note", "line"),
)
"""What can be done with a pairing, as the last segment of an address."""
SUGGESTIONS = {"name": "suggest-name", "designate": "suggest-designation", "exit": "suggest-exit"}
"""What can be proposed about a village, and the last segment of the address where it is."""
DESIGNATIONS = {"designate": "designate", "exit": "leave-list"}
"""What can be told of its designations, likewise."""
FORMS = (".xlsx", ".csv")
"""Endings of an address that gives a list as a file."""
REPORT_FORMS = (".docx", ".xlsx")
"""Endings of an address that gives a report as a file."""
SVG, PNG = ".svg", ".png"
"""Endings of an address that gives a picture as a file."""
NETWORK_FORMS = (".graphml", ".gexf")
"""Endings of an address that gives a network as a file."""
PARTS = ("pairings", "inside", "donors", "supported", "poverty", "rates", "causes")
"""Tables on a party's page, each a file of its own."""
TAKEN = frozenset(
    (
        *(*ACTIONS, "new", "change", "candidates"),
        *SUGGESTIONS.values(),
        *DESIGNATIONS.values(),
        *(f"{part}{form}" for part in ("places", *PARTS) for form in FORMS),
        *("picture", *(f"picture{form}" for form in (SVG, PNG))),
    )
)
"""Last segments that name no pairing and no party."""
Files = tuple[tuple[str, str], ...]
"""Forms of a file, each with its address."""


def segment(key: str) -> str:
    """A key as one segment of a path.

    Browsers drop segments of one or two dots even when those are quoted, so such a key gets a
    slash behind it, which `key_in` takes off; so does one that ends with a slash itself, and one
    that would read as an action.
    """
    if key.isascii() and key.isalnum() and key not in TAKEN:
        return key
    quoted, last = quote(key, safe=""), key.rpartition("/")[2]
    return f"{quoted}%2F" if last in TAKEN or key in (".", "..") or not last else quoted


def key_in(path: str) -> str:
    """The key that `segment` wrote, from the decoded path."""
    return path.removesuffix("/")


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Parameters by name, as `Urls.to` takes them."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def as_png(address: str) -> str:
    """Where the picture at this path or address of an SVG is had as PNG."""
    path, mark, query = address.partition("?")
    return f"{path.removesuffix(SVG)}{PNG}{mark}{query}"


def narrowed(address: str, name: str, value: str) -> str:
    """The address with one more parameter, whose value needs no quoting."""
    return f"{address}{'&' if '?' in address else '?'}{name}={value}"


def written(query: Mapping[str, object]) -> str:
    return urlencode(list(_pairs(query)), quote_via=quote)


def _pairs(query: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        if value is True:
            yield name, "1"
        elif isinstance(value, str | int):
            if value:
                yield name, str(value)
        elif isinstance(value, Sequence):
            yield from ((name, str(each)) for each in value)
