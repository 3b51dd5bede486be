"""Who is behind a request, and how that is known."""

from dataclasses import dataclass
from enum import Enum

from starlette.types import Scope

from graph.rights import Actor
from graph.words import Role

KEY = "jiedui.person"


class Way(Enum):
    """How it is known who acts."""

    ALONE = "nobody has an account: it is whoever is at this machine"
    SESSION = "signed in, on the pages"
    TOKEN = "a program with a token"
    NOBODY = "not known"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a request is from. Whoever is not known may read where a setting allows it."""

    actor: Actor
    way: Way
    may_read: bool = True

    @property
    def has_account(self) -> bool:
        return self.way in (Way.SESSION, Way.TOKEN)


STRANGER = Person(Actor("", Role.READER), Way.NOBODY, may_read=False)
GUEST = Person(Actor("", Role.READER), Way.NOBODY)
"""Not known either, where reading is free."""


def alone(name: str) -> Person:
    """The single user of this machine."""
    return Person(Actor(name), Way.ALONE)


def person_of(scope: Scope) -> Person:
    """Whom `WhoActs` found; a stranger when it was not asked or could not tell."""
    person = scope.get(KEY)
    return person if isinstance(person, Person) else STRANGER
