"""What was sent to name villages: a list of names, a choice for each, or what a preview showed."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.datastructures import FormData

from graph.analysis.naming import unnamed_villages
from graph.errors import Problem, Rejected
from graph.language import say
from graph.name_list import match_names
from graph.words import Stage
from server.pages.asked import Asked
from server.pages.naming_choices import Choices

MOST_AT_ONCE = 900
"""A form with more fields than these and a few others is refused."""

Pair = tuple[str, str]
"""Keys of an unnamed village and of the village of the register."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line of a list, or a choice, that is not taken; `line` is 0 for a choice."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """`texts` are what was written for each unnamed village, and on which line."""

    pairs: tuple[Pair, ...]
    refused: tuple[Refused, ...] = ()
    texts: Mapping[str, tuple[int, str]] | None = None

    def said(self, unnamed: str) -> tuple[int, str]:
        return (self.texts or {}).get(unnamed, (0, ""))


def division_of(asked: Asked) -> int:
    return asked.snapshot.parties.division(asked.key)


def read_list(asked: Asked, values: Mapping[str, str]) -> Wanted:
    """A list of names for the unnamed villages, of one donor if it is given. Raises Rejected."""
    key = asked.snapshot.parties.key
    waiting = unnamed_villages(asked.snapshot, division_of(asked))
    if donor := values.get("donor", ""):
        waiting = [row for row in waiting if donor in donors_of_unnamed(asked, row)]
    listed = match_names(asked.snapshot, division_of(asked), values.get("list", ""), waiting)
    if not listed:
        empty = say("名单是空的：一行一个村名，粘贴在框里")
        raise Rejected([Problem(("list",), "MISSING", empty)])
    taken = [one for one in listed if one.village is not None and one.unnamed is not None]
    late = say("一次最多定名 {most} 个村，这一行请下次再定", most=MOST_AT_ONCE)
    refused = [
        *(Refused(one.line, one.text, one.reason) for one in listed if one.reason),
        *(Refused(one.line, one.text, late) for one in taken[MOST_AT_ONCE:]),
    ]
    pairs = {
        key(one.unnamed or 0): (key(one.village or 0), one.line, one.text)
        for one in taken[:MOST_AT_ONCE]
    }
    return Wanted(
        tuple((unnamed, village) for unnamed, (village, *_) in pairs.items()),
        tuple(refused),
        {unnamed: (line, text) for unnamed, (_, line, text) in pairs.items()},
    )


def donors_of_unnamed(asked: Asked, village: int) -> dict[str, int]:
    """Rows of the donors of a village on whatever days, by key."""
    parties, pairings = asked.snapshot.parties, asked.snapshot.pairings
    return {
        parties.key(pairings.donor.at[row]): pairings.donor.at[row]
        for row in pairings.of_recipient(village)
        if pairings.stage.at[row] != Stage.CANCELLED
    }


def read_choices(asked: Asked, values: Mapping[str, str]) -> Wanted:
    """What was typed or chosen for single villages. Raises Rejected, by field."""
    choices, key = Choices(asked, division_of(asked)), asked.snapshot.parties.key
    pairs, problems, texts = [], [], {}
    for unnamed in unnamed_villages(asked.snapshot, division_of(asked)):
        name = choices.field(unnamed)
        if not (text := values.get(f"{name}_text", "").strip()):
            continue
        village, fault = choices.meant(values, name)
        if fault:
            problems.append(Problem((name,), "UNCLEAR", fault))
        else:
            pairs.append((key(unnamed), village))
            texts[key(unnamed)] = (0, text)
    if not pairs and not problems:
        message = say("没有写村名：在待定名村后面写上村名，或者粘贴名单")
        problems.append(Problem(("names",), "MISSING", message))
    if problems:
        raise Rejected(problems)
    return Wanted(tuple(pairs), texts=texts)


def written_pair(pair: Pair) -> str:
    """A pair as a hidden field holds it."""
    return " ".join(quote(key, safe="") for key in pair)


def read_confirmed(form: FormData) -> Wanted:
    """What a preview showed."""
    pairs = []
    for value in form.getlist("name"):
        unnamed, _, village = str(value).partition(" ")
        pairs.append((unquote(unnamed), unquote(village)))
    return Wanted(tuple(pairs))
