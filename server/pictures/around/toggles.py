"""What opens and closes in a picture of a neighbourhood, and what is open then."""

from typing import NamedTuple

from server.pictures.around.contents import AT_ONCE, Rest
from server.pictures.around.words import Words

MOST_COUNTED = 999
"""A larger number has no room in a box; the label says it."""


class Press(NamedTuple):
    """`spot` is its id in the page, the same before and after; `opened` the rows of what is open
    then, in turn."""

    spot: str
    sign: str
    label: str
    opened: tuple[int, ...]


def presses(words: Words, entry: int | Rest) -> Press | None:
    """What stands beside a party, or beside the rest of one; nothing where nothing would come."""
    contents = words.contents
    if isinstance(entry, Rest):
        opened = (*contents.opened, entry.party)
        label = words.more(entry.party)
        return None if contents.is_full else _press(words, "more", entry.party, label, opened)
    if entry in contents.opened:
        left = tuple(other for other in contents.opened if other != entry)
        return Press(_spot(words, "open", entry), "−", words.less(entry), left)
    if entry == contents.center or contents.is_full or not contents.hidden[entry]:
        return None
    return _press(words, "open", entry, words.more(entry), (*contents.opened, entry))


def _press(words: Words, what: str, party: int, label: str, opened: tuple[int, ...]) -> Press:
    hidden = words.contents.hidden[party]
    number = min(hidden, AT_ONCE) if what == "more" else hidden
    sign = f"+{number}" if number <= MOST_COUNTED else "+"
    return Press(_spot(words, what, party), sign, label, opened)


def _spot(words: Words, what: str, party: int) -> str:
    return f"{what}{words.snapshot.parties.id.at[party]}"
