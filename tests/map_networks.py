"""Counties scattered around Beijing, to be drawn on the map, each with a seat of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from picture_networks import DAY, Network

from graph.analysis.coverage import View
from graph.network.snapshot import Snapshot
from graph.seats import Seat
from server.pictures.drawing import Drawing
from server.pictures.map.drawn import map_picture
from server.urls import Urls

BEIJING = Seat(116.4, 39.9)
VIEW = View(DAY)
URLS = Urls()


@dataclass
class Scattered:
    """A network with the seats of its counties by their names."""

    network: Network = field(default_factory=Network)
    seats: dict[str, Seat] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.network.donor("黄村镇")
        self.seats["大兴区"] = BEIJING

    def county(self, name: str, east: float, north: float, villages: int = 0, at: str = "") -> str:
        """So many degrees from Beijing; the prefecture is `at`."""
        self.network.county(name, f"{at or '某'}省", f"{at or '某'}市")
        self.network.villages(name, villages)
        self.seats[name] = Seat(BEIJING.lon + east, BEIJING.lat + north)
        return name

    def pair(self, recipient: str, stage: str = "signed", donor: str = "大兴区") -> None:
        self.network.pair(donor, recipient, stage)

    def keyed(self) -> dict[str, Seat]:
        return {f"{self.network.ids[name]:06}": seat for name, seat in self.seats.items()}

    def drawn(
        self,
        snapshot: Snapshot | None = None,
        *,
        within: str = "",
        district: str = "",
        view: View = VIEW,
    ) -> Drawing:
        """`snapshot` is of the network, if there is one already."""
        snapshot = snapshot or self.network.snapshot()
        rows = {"within": within, "district": district}
        chosen = {name: self.row(snapshot, it) if it else None for name, it in rows.items()}
        return map_picture(
            *(snapshot, view, URLS),
            within=chosen["within"],
            district=chosen["district"],
            seats=self.keyed(),
        )

    def row(self, snapshot: Snapshot, name: str) -> int:
        return self.network.row(snapshot, name)


def scattered(count: int, seed: int, crowds: int = 0) -> Scattered:
    """So many counties anywhere within 3,000 km, or in so many crowds; a tenth without a seat."""
    random, made = Random(seed), Scattered()
    middles = [(random.uniform(-34, 9), random.uniform(-9, 11)) for _ in range(crowds)]
    for number in range(count):
        east, north = random.uniform(-34, 9), random.uniform(-9, 11)
        if middles:
            middle = middles[number % crowds]
            east, north = middle[0] + random.gauss(0, 0.3), middle[1] + random.gauss(0, 0.3)
        name = f"{number}{random.choice(('县', '自治县', '左翼后旗', '达斡尔族自治旗'))}"
        villages = random.choice((0, 1, 7, 33, 120))
        made.county(name, east, north, villages, at=str(number % (crowds or 9)))
        if random.random() < 0.1:
            del made.seats[name]
        for _ in range(random.choice((0, 1, 2, 30))):
            made.pair(name, random.choice(("signed", "planned", "negotiating", "cancelled")))
        inside = [one for one in made.network.ids if one.startswith(f"{name}待")]
        for village in inside[: random.randrange(len(inside) + 1)]:
            made.pair(village, random.choice(("signed", "planned")), "黄村镇")
    return made
