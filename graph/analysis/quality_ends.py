"""Checks of pairings that end: soon, or a while ago with nobody after them."""

import numpy as np

from graph.analysis.findings import Findings, Moment
from graph.days import ALWAYS
from graph.network.columns import BoolArray
from graph.network.snapshot import NOWHERE, Pairings
from graph.words import Stage

SOON = 90
"""Days before its end from which a pairing is to be thought of."""


def ending_soon(moment: Moment) -> Findings:
    """Active pairings that end within SOON days and that none follows; the number is in how many
    days."""
    rows = moment.active
    left = moment.pairings.end.array[rows].astype(np.int64) - moment.day
    soon = (left <= SOON) & ~followed(moment.pairings)[rows]
    return Findings(rows[soon], (left[soon],))


def ended_alone(moment: Moment) -> Findings:
    """Signed pairings that ended by the day and that none follows, of recipients with which
    nobody has a pairing now or later; of each recipient those that ended last. The number is how
    many days ago."""
    pairings = moment.pairings
    recipient, end = pairings.recipient.array, pairings.end.array.astype(np.int64)
    standing = pairings.stage.array != Stage.CANCELLED
    busy = np.zeros(len(moment.parties), dtype=bool)
    busy[recipient[standing & (end > moment.day)]] = True
    signed = (pairings.stage.array == Stage.SIGNED) & (end <= moment.day)
    latest = np.full(len(moment.parties), ALWAYS, dtype=np.int64)
    np.maximum.at(latest, recipient[signed], end[signed])
    alone = signed & ~followed(pairings) & ~busy[recipient] & (end == latest[recipient])
    rows = pairings.by_recipient.array
    found = rows[alone[rows]]
    return Findings(found, (moment.day - end[found],))


def followed(pairings: Pairings) -> BoolArray:
    """bool (N,): does another pairing follow this one, and was not cancelled?"""
    found = np.zeros(len(pairings), dtype=bool)
    following = (pairings.follows.array != NOWHERE) & (pairings.stage.array != Stage.CANCELLED)
    found[pairings.follows.array[following]] = True
    return found
