"""Who supports whom in the demonstration, county by county."""

from typing import NamedTuple

from graph.registry.samples.demo import fates
from graph.registry.samples.demo.chance import Chance
from graph.registry.samples.demo.entries import Ends, Entries
from graph.registry.samples.demo.places import Places, read_evidence
from graph.registry.samples.demo.targets import Targets
from graph.registry.samples.demo.units import Units

PROGRAMMES = {
    "130000": "京冀对口帮扶",
    "150000": "京蒙扶贫协作",
    "410000": "南水北调对口协作",
    "420000": "南水北调对口协作",
    "540000": "对口支援西藏",
    "630000": "对口支援青海",
    "650000": "对口支援新疆",
}
OF_ENTERPRISES = "万企帮万村"
DONORS = {
    "enterprise": 42,
    "town": 24,
    "community": 14,
    "park": 4,
    "association": 6,
    "department": 10,
}
"""Of what kind those are who support villages."""
COMMUNITIES = 24
"""So many communities of a district take part at most."""


class Ally(NamedTuple):
    """A county with the district that supports it and the one that may take over or join."""

    county: str
    district: str
    other: str
    fate: fates.Fate

    @property
    def is_supported(self) -> bool:
        return self.fate in fates.COUNTIES


class Pairing:
    """Enters the pairings of every county."""

    def __init__(self, seed: int, places: Places, units: Units, targets: Targets) -> None:
        self._seed, self._places, self._units, self._targets = seed, places, units, targets
        self.entries = Entries([units.office(district) for district in places.districts])
        for ally in self._allies():
            self._enter(ally)

    def _allies(self) -> list[Ally]:
        """By evidence where there is any; the others are shared out among the districts in turn,
        and the last of them are those that nobody supports today."""
        chance, evidence = Chance(self._seed, "allies"), read_evidence()
        turns = chance.some(self._places.districts, len(self._places.districts))
        free = [county for county in self._places.counties if county not in evidence]
        lost = dict(zip(chance.some(free, len(fates.UNSUPPORTED)), fates.UNSUPPORTED, strict=True))
        found = []
        for number, county in enumerate(self._places.counties):
            district, *more = evidence.get(county) or [turns[number % len(turns)]]
            other = more[0] if more else turns[(number + 5) % len(turns)]
            if other == district:
                other = turns[(number + 6) % len(turns)]
            fate = lost.get(county) or chance.word(fates.COUNTIES)
            found.append(Ally(county, district, other, fate))
        return found

    def _enter(self, ally: Ally) -> None:
        chance, office = Chance(self._seed, "pairings", ally.county), self._units.office
        programme = PROGRAMMES[self._places.province(ally.county)]
        ends, other = (
            Ends(one, ally.county, office(one), programme) for one in (ally.district, ally.other)
        )
        ally.fate(self.entries, chance, ends, other)
        self._enter_townships(chance, ally, programme)
        self._enter_villages(chance, ally, programme)
        self._enter_units(chance, ally, programme)

    def _giver(self, ally: Ally) -> str:
        """Whose parties support the townships and villages of the county."""
        return ally.other if ally.fate is fates.handed_over else ally.district

    def _enter_townships(self, chance: Chance, ally: Ally, programme: str) -> None:
        district = self._giver(ally)
        towns, lead = self._places.inside[district], self._units.office(district)
        others = chance.some(self._places.inside[ally.county], 3)
        for township in dict.fromkeys([*self._targets.poor_townships[ally.county], *others]):
            first, second = chance.some(towns, 2)
            fate = chance.word(fates.TOWNSHIPS if ally.is_supported else fates.ABANDONED)
            ends = Ends(first, township, lead, programme)
            fate(self.entries, chance, ends, ends._replace(donor=second))

    def _enter_villages(self, chance: Chance, ally: Ally, programme: str) -> None:
        shares = fates.VILLAGES if ally.is_supported else fates.ABANDONED
        district = self._giver(ally)
        for village in (*self._targets.named(ally.county), *self._targets.unnamed(ally.county)):
            first, kind = self._donor(chance, district)
            second = first
            while second == first:
                second, _ = self._donor(chance, district)
            lead, partner = self._units.office(district), ""
            if kind == "enterprise":
                programme, partner = OF_ENTERPRISES, self._units.of(district, "association")[0]
            ends = Ends(first, village, lead, programme, partner if chance.of(0.3) else "")
            chance.word(shares)(self.entries, chance, ends, ends._replace(donor=second))
            programme = PROGRAMMES[self._places.province(ally.county)]

    def _donor(self, chance: Chance, district: str) -> tuple[str, str]:
        """Some that support many villages, and many that support few."""
        kind = chance.word(DONORS)
        if kind == "town":
            return chance.first(self._places.inside[district]), kind
        if kind == "community":
            return chance.pick(self._places.villages(district)[:COMMUNITIES]), kind
        return chance.first(self._units.of(district, kind)), kind

    def _enter_units(self, chance: Chance, ally: Ally, programme: str) -> None:
        """Schools with schools, hospitals with hospitals, enterprises and parks with such."""
        district = self._giver(ally)
        lead = self._units.office(district)
        shares = fates.UNITS if ally.is_supported else fates.ABANDONED
        for givers, takers in (
            (("school",), ("school",)),
            (("hospital",), ("hospital",)),
            (("park", "enterprise"), ("park", "enterprise")),
        ):
            for unit in self._units.of(ally.county, *takers):
                first, second = chance.some(self._units.of(district, *givers), 2)
                ends = Ends(first, unit, lead, programme)
                chance.word(shares)(self.entries, chance, ends, ends._replace(donor=second))
