"""Whose pairings a picture shows, and what stands in one row of it."""

from typing import NamedTuple

from graph.words import Side


class Scope(NamedTuple):
    """The pairings that `party` and all that lies in it give (`side` is that of donors) or receive.

    A row is a township with all its target villages as squares; `by_village`: a village or an
    organisation by name.
    """

    party: int
    side: Side = Side.DONOR
    by_village: bool = False

    @property
    def gives(self) -> bool:
        return self.side is Side.DONOR
