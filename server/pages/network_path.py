"""The shortest way between two parties, as a sentence and step by step."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.analysis.way import Step, Walk, sentence, walked, way
from graph.language import say
from graph.words import Stage
from server.pages.asked import Asked, Ref, Shown
from server.pages.moments import span_of
from server.pages.network_ends import Named, named_by

WORDS = {
    Walk.GIVES: say("结对支援"),
    Walk.RECEIVES: say("受援于"),
    Walk.PART: say("属于"),
    Walk.WHOLE: say("辖区里有"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A pairing of a step: since when, and where it stands."""

    span: str
    stage: Stage
    href: str


@dataclass(frozen=True, slots=True)
class StepLine:
    number: int
    start: Ref
    words: str
    end: Ref
    pairings: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class WayPage:
    """`start` and `goal` are there when both are known. `steps` is None when there is no way;
    `turned` is the way back."""

    fields: tuple[tuple[str, Named], ...]
    start: Ref | None
    goal: Ref | None
    steps: tuple[StepLine, ...] | None
    sentence: str
    turned: str
    around: tuple[Ref, ...]


def show_way(asked: Asked) -> Shown:
    ends = {say("从"): named_by(asked, "from"), say("到"): named_by(asked, "to")}
    start, goal = (end.row for end in ends.values())
    if start is None or goal is None:
        page = WayPage((*ends.items(),), None, None, None, "", "", ())
        return Shown("network_path", say("最短联系"), page)
    names = asked.ref(start), asked.ref(goal)
    key = asked.snapshot.parties.key
    steps = way(asked.snapshot, asked.view.day, start, goal)
    page = WayPage(
        (*ends.items(),),
        *names,
        None if steps is None else tuple(step_lines(asked, steps)),
        sentence(asked.snapshot, steps or []),
        asked.urls.way(key(goal), key(start)),
        tuple(
            Ref(say("{name}的周围", name=name.text), asked.urls.network(key(row)))
            for name, row in zip(names, (start, goal), strict=True)
        ),
    )
    return Shown(
        "network_path",
        say("{start}到{goal}的最短联系", start=names[0].text, goal=names[1].text),
        page,
    )


def step_lines(asked: Asked, steps: list[Step]) -> Iterator[StepLine]:
    for number, step in enumerate(steps, 1):
        words = WORDS[walked(asked.snapshot, step)]
        held = tuple(_held(asked, row) for row in step.pairings)
        yield StepLine(number, asked.ref(step.start), words, asked.ref(step.end), held)


def _held(asked: Asked, row: int) -> Held:
    pairings = asked.snapshot.pairings
    return Held(
        span_of(pairings, row).text,
        Stage(pairings.stage.at[row]),
        asked.urls.pairing(pairings.key(row)),
    )
