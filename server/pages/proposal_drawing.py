"""Two proposals side by side as a picture, on pages and as a file."""

from dataclasses import dataclass
from urllib.parse import quote

from graph.language import say, told
from graph.words import PartyKind
from server.pages.asked import Asked, Shown
from server.pages.once import drawn_once
from server.pages.proposal_compared import Compared, compare, question
from server.pages.proposal_wishes import proposed, wishes_in
from server.pictures.compared.choice_words import ChoiceWords
from server.pictures.compared.choices import choice_contents
from server.pictures.compared.drawing import compared_picture
from server.pictures.drawing import Drawing
from server.pictures.frame import FIRST_LINE, NARROWEST, lines_at, title_at

TITLE = say("两个结对方案对比")
NOTHING = say("没有要比较的方案。在方案页上点“留作甲方案，改动后比较”，或者改几个数再算一遍。")


@dataclass(frozen=True, slots=True)
class ComparedDrawing:
    drawing: Drawing


def compared_drawing(asked: Asked, it: Compared) -> Drawing:
    """Kept with the snapshot, for each address that it leads to."""
    whole, snapshot = asked.flag("all"), asked.snapshot
    is_large = any(_is_wide(asked, one.wishes.within) for one in (it.first, it.second))

    def drawn() -> Drawing:
        other = asked.urls.proposals_compared(
            {**question(asked, it), "all": [] if whole else ["1"]}
        )
        both = (it.first.found, it.second.found)
        held = choice_contents(snapshot, *both, whole=whole, is_large=is_large)
        title = say("{title}　{date}", title=TITLE, date=asked.date)
        words = ChoiceWords(snapshot, title, it.told(), is_large, asked.urls, other)
        return compared_picture(held, words)

    wishes = (it.first.wishes, it.second.wishes, it.is_plain)
    return drawn_once(asked, (compared_drawing, wishes, whole), drawn)


def picture(asked: Asked) -> Shown:
    """The picture alone, to be saved."""
    it = compare(asked, proposed(asked, wishes_in(asked)))
    drawing = nothing() if it is None else compared_drawing(asked, it)
    name = quote(told(say("{title}{day}.svg", title=TITLE, day=asked.date)), safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Shown("", "", ComparedDrawing(drawing), headers=headers)


def nothing() -> Drawing:
    about = lines_at(NOTHING, FIRST_LINE, NARROWEST)
    return Drawing(NARROWEST, about[-1].y + 20, title_at(TITLE), about)


def _is_wide(asked: Asked, within: int | None) -> bool:
    return within is None or asked.snapshot.parties.kind.at[within] < PartyKind.COUNTY
