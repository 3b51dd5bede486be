"""What a recipient county proposes about its villages: for each kind a form at its own address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import NotFound
from graph.language import say
from graph.registry.database import Command
from graph.registry.suggesting import suggest
from graph.registry.suggestions import PROPOSED, Proposed
from graph.rights import Forbidden
from server.address import SUGGESTIONS
from server.notices import Notice, Written
from server.pages import designation
from server.pages.asked import Asked, Ref, Shown
from server.pages.ends import Candidates
from server.pages.forms import Entry, Fault, Field, Sent, Typed, chosen, entries, faults
from server.pages.naming_choices import Choices
from server.urls import Urls

NOTE = Field("note", say("说明"), hint=say("给处理的人看，可以不写"))
VILLAGE = "village"
"""Where refusals of a name point to."""
WHICH = say("是哪个村")


@dataclass(frozen=True, slots=True)
class Choice:
    """The field in which a village of the register is chosen, as one types."""

    label: str
    field: str
    text: str
    candidates: Candidates
    search: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuggestionFormPage:
    lead: str
    action: str
    choice: Choice | None
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    back: Ref


class SuggestionForm:
    def __init__(self, proposed: Proposed) -> None:
        self._proposed = proposed
        own = {Proposed.DESIGNATE: designation.DESIGNATED, Proposed.EXIT: designation.LEAVING}
        self._fields = (*own.get(proposed, ()), NOTE)

    @property
    def _leaving(self) -> bool:
        return self._proposed is Proposed.EXIT

    def show(self, asked: Asked, sent: Sent) -> Shown:
        village, naming = self._village(asked), self._proposed is Proposed.NAME
        if sent.values is None:
            _check_may_suggest(asked, village)
        key, name = asked.snapshot.parties.key(village), asked.ref(village).text
        values = sent.values or designation.first_values(asked, village, leaving=self._leaving)
        choice = _choice(asked, village, values, sent) if naming else None
        lead = _lead(name) if naming else designation.lead(name, leaving=self._leaving)
        page = SuggestionFormPage(
            say("{lead}建议由支援本县的区或市级来采纳，采纳以后才写入台账。", lead=lead),
            asked.urls.suggest(key, self._proposed.text),
            choice,
            entries(asked, self._fields, values, sent.problems),
            _faults(asked, village, self._fields, sent),
            Ref(say("不提了，回到这个村"), asked.urls.party(key)),
        )
        return Shown("suggest", self._title(name), page, asked.path_to(village), sent.status)

    def _title(self, name: str) -> str:
        if self._proposed is Proposed.NAME:
            return say("建议定名：{name}", name=name)
        if self._leaving:
            return say("建议退出：{name}", name=name)
        return say("建议认定：{name}", name=name)

    def command(self, asked: Asked, typed: Typed) -> Command[str]:
        village = self._village(asked)
        _check_may_suggest(asked, village)
        note = typed.text(NOTE.name) or ""
        about = self._about(asked, typed, village)
        return lambda database, _: str(suggest(database, asked.actor, self._proposed, about, note))

    def written(self, asked: Asked, _: Typed, result: str) -> Written:
        text = say(
            "建议已提出。建议由支援本县的区或市级来采纳，采纳以后才写入台账。"
            "在这里可以看到处理的结果。"
        )
        return Written(asked.urls.suggestion(int(result)), Notice(text))

    def _about(self, asked: Asked, typed: Typed, village: int) -> Mapping[str, str]:
        """Raises Rejected."""
        key = asked.snapshot.parties.key(village)
        if self._proposed is Proposed.NAME:
            choices = _choices(asked, village)
            field = choices.field(village)
            meant, wrong = choices.meant(typed.values, field)
            if not typed.values.get(f"{field}_text", "").strip():
                typed.problem(VILLAGE, "MISSING", say("请写明是哪个村"))
            elif wrong:
                typed.problem(VILLAGE, "NOT_FOUND", wrong)
            typed.refuse()
            return {"unnamed": key, "village": meant}
        said = designation.told(typed, leaving=self._leaving)
        about = {"village": key, "kind": said.kind.text, "source": said.source}
        if said.day is not None:
            about["end" if self._leaving else "start"] = str(said.day)
        return about

    def _village(self, asked: Asked) -> int:
        """Raises NotFound for what such a thing cannot be proposed about."""
        village, parties = designation.village_of(asked), asked.snapshot.parties
        if self._proposed is Proposed.NAME and parties.named.at[village] == 1:
            name = parties.name(village)[:40]
            raise NotFound(say("{name}不是待定名村，不用再定名", name=name))
        return village


def _check_may_suggest(asked: Asked, village: int) -> None:
    """Raises Forbidden for whose village it is not."""
    if not asked.may_suggest(village):
        name = asked.snapshot.parties.name(village)[:40]
        who = asked.actor.described
        raise Forbidden(say("{who}只能就本县的村提出建议，{name}不在本县", who=who, name=name))


def _lead(name: str) -> str:
    return say(
        "来源数了{name}，没有写它的名字。写明它是哪个村，结对关系和认定就移到村名下。", name=name
    )


def _choices(asked: Asked, village: int) -> Choices:
    """What it may turn out to be: the villages of where it was counted."""
    return Choices(asked, asked.snapshot.parties.parent.at[village])


def _choice(asked: Asked, village: int, values: Mapping[str, str], sent: Sent) -> Choice:
    choices = _choices(asked, village)
    field = choices.field(village)
    text = values.get(f"{field}_text", "")
    division = asked.snapshot.parties.key(choices.division)
    wrong = tuple(one.message for one in sent.problems if one.path[-1] in _pointing(asked, village))
    return Choice(
        WHICH,
        field,
        text,
        choices.found(field, text[:200], chosen(values, field)),
        Urls().naming(division) + "/candidates",
        wrong,
    )


def _faults(asked: Asked, village: int, fields: Sequence[Field], sent: Sent) -> tuple[Fault, ...]:
    pointing = _pointing(asked, village)
    return tuple(
        fault._replace(label=WHICH) if problem.path[-1] in pointing else fault
        for problem, fault in zip(sent.problems, faults(fields, sent.problems), strict=True)
    )


def _pointing(asked: Asked, village: int) -> tuple[str, str]:
    """What a refusal of the name is about: the field, or as the command says, the unnamed one."""
    return VILLAGE, asked.snapshot.parties.key(village)


FORMS = {path: SuggestionForm(PROPOSED[kind]) for kind, path in SUGGESTIONS.items()}
"""By the last segment of their addresses."""
