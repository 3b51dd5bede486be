"""Checks of pairings: what is missing in them, what has stood too long, what they do not fit."""

import numpy as np

from graph.analysis.coverage import village_cover
from graph.analysis.findings import Findings, Moment
from graph.analysis.quality_ends import followed
from graph.days import ALWAYS
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE
from graph.words import PartyKind, Stage

LONG = 365
"""Days after which a pairing that is still only meant to come has stood long."""


def townships_without_villages(moment: Moment) -> Findings:
    """Active pairings with a township that holds target villages, none of which has an active
    pairing from a donor of the same donor district, be it planned, negotiated or signed.

    The district is the county that the donor is or lies in. The number is how many target
    villages the township holds.
    """
    parties, pairings = moment.parties, moment.pairings
    rows = moment.active
    township = pairings.recipient.array[rows]
    of_township = parties.kind.array[township] == PartyKind.TOWNSHIP
    rows, township = rows[of_township], township[of_township]
    held = _target_villages(moment, township)
    supported = np.isin(_by_district(moment, rows, township), _village_support(moment))
    bare = (held > 0) & ~supported
    return Findings(rows[bare], (held[bare],))


def _target_villages(moment: Moment, divisions: IntArray) -> IntArray:
    """How many target villages lie in each of these divisions."""
    villages = village_cover(moment.snapshot, moment.view).rows.array
    first, last = np.searchsorted(villages, (divisions, moment.parties.end.array[divisions]))
    held: IntArray = last - first
    return held


def _by_district(moment: Moment, rows: IntArray, township: IntArray) -> IntArray:
    """Township and donor district of each of these pairings, as one number."""
    donor = moment.pairings.donor.array[rows]
    district = moment.parties.county.array[donor].astype(np.int64)
    numbers: IntArray = township * np.int64(len(moment.parties) + 1) + district
    return numbers


def _village_support(moment: Moment) -> IntArray:
    """Where target villages have a pairing, as `_by_district` numbers it."""
    targets = np.zeros(len(moment.parties), dtype=bool)
    targets[village_cover(moment.snapshot, moment.view).rows.array] = True
    recipient = moment.pairings.recipient.array[moment.active]
    rows = moment.active[targets[recipient]]
    township = moment.parties.township.array[recipient[targets[recipient]]]
    return _by_district(moment, rows, township)


def villages_negotiated(moment: Moment) -> Findings:
    """Active pairings whose village level is still being negotiated."""
    return _active_where(moment, moment.pairings.negotiating_villages.array == 1)


def closed_scope(moment: Moment) -> Findings:
    """Active pairings with a village that was designated once, and whose designations have all
    ended by the day."""
    designations = moment.snapshot.designations
    last = np.full(len(moment.parties), ALWAYS, dtype=np.int64)
    np.maximum.at(last, designations.village.array, designations.end.array)
    left = (last != ALWAYS) & (last <= moment.day)
    return _active_where(moment, left[moment.pairings.recipient.array])


def never_signed(moment: Moment) -> Findings:
    """Pairings that ended by the day while planned or negotiated, and that none followed."""
    pairings = moment.pairings
    ended = (pairings.stage.array <= Stage.PLANNED) & (pairings.end.array <= moment.day)
    rows = pairings.by_recipient.array
    return Findings(rows[(ended & ~followed(pairings))[rows]])


def long_negotiating(moment: Moment) -> Findings:
    """Active pairings negotiated for a year or longer; the number is for how many days."""
    return _long(moment, Stage.NEGOTIATING)


def long_planned(moment: Moment) -> Findings:
    """Active pairings planned for a year or longer; the number is for how many days."""
    return _long(moment, Stage.PLANNED)


def _long(moment: Moment, stage: Stage) -> Findings:
    pairings, rows = moment.pairings, moment.active
    start = pairings.start.array[rows].astype(np.int64)
    days = np.where(start == ALWAYS, 0, moment.day - start)
    long = (pairings.stage.array[rows] == stage) & (days >= LONG)
    return Findings(rows[long], (days[long],))


def signed_without_agreement(moment: Moment) -> Findings:
    """Active signed pairings without the number of an agreement."""
    pairings, texts = moment.pairings, moment.pairings.text.agreement
    rows = moment.active[pairings.stage.array[moment.active] == Stage.SIGNED]
    ids = pairings.id.array[rows].tolist()
    return Findings(rows[np.array([not texts[id_] for id_ in ids], dtype=bool)])


def without_start(moment: Moment) -> Findings:
    """Active pairings of which nobody knows since when."""
    return _active_where(moment, moment.pairings.start.array == ALWAYS)


def units_elsewhere(moment: Moment) -> Findings:
    """Active pairings whose lead, or else whose partner, lies in another county than the donor.

    Units and donors above the counties fit everywhere. `beside` is the unit.
    """
    pairings, county = moment.pairings, moment.parties.county.array
    rows = moment.active
    home = county[pairings.donor.array[rows]]
    unit = np.full(len(rows), NOWHERE, dtype=np.int32)
    for column in (pairings.partner, pairings.lead):
        here = column.array[rows]
        away = (here != NOWHERE) & (county[here] != NOWHERE) & (county[here] != home)
        unit = np.where(away & (home != NOWHERE), here, unit)
    elsewhere = unit != NOWHERE
    return Findings(rows[elsewhere], beside=unit[elsewhere])


def _active_where(moment: Moment, mark: BoolArray) -> Findings:
    """Active pairings for whose row the mark is set."""
    return Findings(moment.active[mark[moment.active]])
