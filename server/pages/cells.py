"""One text of a pairing, mended in its cell of the list, or on a page of its own without script."""

from dataclasses import dataclass

from graph.language import Said, say
from graph.registry.commands import Seen, amend_pairing
from graph.registry.database import Command, Database
from graph.rights import Who
from server.notices import Notice, Written
from server.pages.actions import AMENDED, row_of
from server.pages.allowed import check_may_change
from server.pages.asked import Asked, Ref, Shown
from server.pages.clash import clash_of, merged
from server.pages.forms import FormPage, Sent, Typed, entries, faults
from server.pages.pairing_line import PairingLine, pairing_line
from server.pages.pairing_values import pairing_values

CELLS = ("programme", "agreement", "note")


@dataclass(frozen=True, slots=True)
class CellPage(FormPage):
    """`cell` is the field that is edited in the line, `after` the one that was edited last."""

    cell: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class LinePage:
    about: PairingLine
    cell: str = ""
    after: str = ""


def line(asked: Asked) -> Shown:
    """The line of the list alone, as it is when nobody edits it."""
    return _line(asked, asked.query.get("after", ""))


def _line(asked: Asked, after: str) -> Shown:
    held = pairing_line(asked, row_of(asked))
    return Shown("line", _whom(held), LinePage(held, after=after if after in CELLS else ""))


def _whom(held: PairingLine) -> Said:
    return say("{donor}支援{recipient}", donor=held.donor.text, recipient=held.recipient.text)


@dataclass(frozen=True)
class CellForm:
    name: str

    def show(self, asked: Asked, sent: Sent) -> Shown:
        row = row_of(asked)
        if sent.values is None:
            check_may_change(asked, row)
        held = pairing_line(asked, row)
        (field,) = (field for field in AMENDED if field.name == self.name)
        clash = clash_of(asked, row, sent) if sent.is_stale else None
        values = sent.values or pairing_values(asked, row)
        version = values.get("version", str(held.version))
        if clash is not None:
            values, version = merged(values, clash), str(held.version)
        page = CellPage(
            say("改{label}，对这一条的整段时间都算。", label=field.label),
            asked.urls.act(asked.key, self.name),
            say("保存"),
            entries(asked, (field,), values, sent.problems),
            (("version", version),),
            faults((field,), sent.problems),
            Ref(say("不改了，回到这条结对关系"), held.href),
            held,
            clash,
            cell=self.name,
        )
        title = say("{item}：{part}", item=field.label, part=_whom(held))
        return Shown(
            "cell", title, page, (Ref(say("结对关系"), asked.urls.pairings()),), sent.status
        )

    def command(self, asked: Asked, typed: Typed) -> Command[str]:
        row_of(asked)
        seen, changes = Seen(asked.key, typed.version()), {self.name: typed.text(self.name)}
        typed.refuse()

        def run(database: Database, who: Who) -> str:
            amend_pairing(database, who, seen, changes)
            return seen.key

        return run

    def written(self, asked: Asked, _: Typed, result: str) -> Written:
        part = _line(asked, self.name)
        return Written(asked.urls.pairing(result), Notice(say("已保存。")), part)
