"""Parts of pages that are the same for whoever looks: made once for a snapshot, a day and a
target."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from graph.language import language_now
from server.pages.asked import Asked

Part = TypeVar("Part")


def once(asked: Asked, name: Hashable, make: Callable[[], Part]) -> Part:
    """What `make` makes of the snapshot, the view and what every address keeps, and of nothing
    else that is asked; `name` tells it from other parts."""
    return asked.snapshot.memo.get((name, asked.view, tuple(asked.urls.kept.items())), make)


def drawn_once(asked: Asked, name: Hashable, draw: Callable[[], Part]) -> Part:
    """As `once`, of a picture: its texts are measured, so it is another in each language."""
    return once(asked, (name, language_now()), draw)
