"""Errors of the domain. Each has a stable code; its text names the thing and the way out."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.language import joined, say


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in an input.

    `place` is where: `pairings.csv:17: donor` in a data set, `任务清单!E17` in a workbook.
    `suggestion` is what might be meant, or None.
    """

    place: str
    message: str
    value: str = ""
    suggestion: str | None = None

    def __str__(self) -> str:
        hint = f"；是否指：{self.suggestion}" if self.suggestion else ""
        return f"{self.place}: {self.message}{hint}"


class JieduiError(Exception):
    """Anything that the ledger refuses; nothing was changed."""

    code = "ERROR"

    def __str__(self) -> str:
        """What was said, as it was said: an exception by itself makes a bare text of it."""
        text: str = self.args[0] if self.args else ""
        return text


class NotFound(JieduiError):
    """A party, division or pairing that the ledger does not hold."""

    code = "NOT_FOUND"


class Invalid(JieduiError):
    """A value that cannot be, such as a day that does not exist."""

    code = "INVALID"


class DatabaseProblem(JieduiError):
    """The database cannot be opened, is newer than the program, or is not ours."""

    code = "DATABASE"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a command refuses: the input's field as a path, a stable code, a text."""

    path: tuple[str, ...]
    code: str
    message: str


class Rejected(JieduiError):
    """A command that a rule of the ledger forbids, with every problem found; nothing changed."""

    code = "REJECTED"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(joined([problem.message for problem in problems], say("；")))
        self.problems = list(problems)


class Refused(JieduiError):
    """An input with faults, all of them; nothing of it was taken."""

    code = "REFUSED"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(say("输入有 {number} 处错误，未作任何改动", number=len(faults)))
        self.faults = list(faults)
