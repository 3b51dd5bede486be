"""What was done to what, in a sentence; and such words that were kept in Chinese, said again."""

from collections.abc import Mapping

from graph.language import say
from graph.registry.subjects import SUBJECTS
from server.pages.history import ACTIONS, FIELDS, WORDS

ADDED = say("新增")
SUPPORTS = "支援"

_KNOWN: Mapping[str, str] = {
    text: text
    for text in (
        *ACTIONS.values(),
        *FIELDS.values(),
        *SUBJECTS.values(),
        *(word.chinese for kind in WORDS.values() for word in kind),
        *(say("是"), say("否")),
    )
}


def acted(action: str, what: str) -> str:
    """An action of ACTIONS, or ADDED, and what it was done to: 修改结对关系."""
    told: Mapping[str, str] = {
        ACTIONS["insert"]: say("登记{what}", what=what),
        ACTIONS["amend"]: say("修改{what}", what=what),
        ACTIONS["retract"]: say("撤回{what}", what=what),
        ADDED: say("新增{what}", what=what),
    }
    return told[action]


def said_again(kept: str) -> str:
    """The text, to be told if it is a word of changes."""
    return _KNOWN.get(kept, kept)


def said_of(kept: str) -> str:
    """What a change is of, to be told as far as its words are those of changes: 认定 红旗村."""
    subject, _, name = kept.partition(" ")
    if name and subject in _KNOWN:
        return say("{subject} {name}", subject=_KNOWN[subject], name=name)
    parties = kept.split(SUPPORTS)
    # A name may have the word in it, and then nobody knows where the other begins.
    if len(parties) == 2 and all(parties):
        return say("{donor}支援{recipient}", donor=parties[0], recipient=parties[1])
    return said_again(kept)
