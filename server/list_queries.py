"""What narrows a list, as the parameters of its address."""

from collections.abc import Sequence
from typing import TypedDict


class VillageQuery(TypedDict, total=False):
    """Which target villages a list holds; what is left out does not narrow it."""

    within: str
    district: str
    """The key of a donor district: villages of the counties and townships paired with it."""
    direct: bool
    """Only villages that lie directly in `within`, in none of its townships."""
    q: str
    cover: Sequence[str]
    sole: bool
    unnamed: bool
    order: str


class PairingQuery(TypedDict, total=False):
    """Which pairings a list holds; likewise."""

    within: str
    donor_within: str
    of: str
    """The key of the party at either end."""
    lead: str
    partner: str
    """Keys of who answers for them, and of who carries them out with the donor."""
    stage: Sequence[str]
    talks: bool
    """Only those whose village level is still being negotiated."""
    span: str
    """`all` for pairings of all days."""
    q: str
    source: str
    programme: str
    number: str
    """A part of their numbers, or of their agreements'."""


class PartyQuery(TypedDict, total=False):
    within: str
    kind: Sequence[str]
    q: str
