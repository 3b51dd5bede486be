"""Networks for the picture of the city: several districts, and counties in several provinces."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st
from picture_networks import DAY, STAGES, Network

from graph.analysis.coverage import View
from graph.network.snapshot import Snapshot
from graph.words import VillageTarget
from server.pictures.city.contents import Contents, contents
from server.pictures.city.picture import city_picture
from server.pictures.drawing import Drawing
from server.urls import Urls

URLS = Urls({"at": "2020-08-26"})
NAMES = ("县", "旗", "莫力达瓦达斡尔族自治旗", "Wi-Fi 5G区", "<&>")


def district(network: Network, name: str) -> str:
    network.party("北京市", "province", side="donor")
    network.party("北京市辖区", "prefecture", "北京市", side="donor")
    return network.party(name, "county", "北京市辖区", side="donor")


def held(network: Network, scope: str = "", donors: str = "") -> tuple[Snapshot, Contents]:
    snapshot = network.snapshot()
    within, one = (network.row(snapshot, name) if name else None for name in (scope, donors))
    return snapshot, contents(snapshot, View(DAY, VillageTarget.DEEP_POVERTY), within, one)


def drawn(network: Network, scope: str = "", donors: str = "") -> Drawing:
    return city_picture(*held(network, scope, donors), URLS)


@st.composite
def cities(draw: st.DrawFn) -> Network:
    """Of many shapes: pairings at every level, of districts, towns, units and none of these."""
    network = Network()
    donors = []
    for number in range(draw(st.integers(1, 5))):
        own = district(network, f"{number}区")
        donors += [own, network.party(f"{number}镇", "township", own, side="donor")]
    donors.append(network.party("市级单位", "department", "北京市", side="donor"))
    recipients = []
    for number in range(draw(st.integers(1, 8))):
        name = f"{number}{draw(st.sampled_from(NAMES))}"
        county = network.county(name, f"{number % 3}省", f"{number % 4}{number % 3}自治区直辖州")
        town = network.party(f"{name}乡", "township", county)
        villages = network.villages(town, draw(st.sampled_from([0, 1, 7, 300])))
        recipients += [county, town, *villages[:4], network.party(f"{name}校", "school", town)]
    recipients.append("0省")
    pairs = st.tuples(st.sampled_from(donors), st.sampled_from(recipients))
    for donor, recipient in draw(st.lists(pairs, max_size=40, unique=True)):
        network.pair(donor, recipient, draw(STAGES), end=draw(st.sampled_from([None, DAY])))
    return network


def beijing(counties: int = 92, districts: int = 16, each: int = 2, seed: int = 7) -> Network:
    """As large as the real one: so many counties in prefectures of three, each paired with one to
    `each` districts many times over, two of them with none."""
    chance, network = Random(seed), Network()
    donors = [district(network, f"第{number}区") for number in range(districts)]
    for number in range(counties):
        prefecture = f"第{number // 3}自治州"
        county = network.county(f"{number}自治县", f"{number // 18}壮族自治区", prefecture)
        town = network.party(f"{number}乡", "township", county)
        villages = network.villages(town, chance.randint(5, 60))
        if number % 46 == 45:
            continue
        for donor in chance.sample(donors[:-1], chance.randint(1, each)):
            network.pair(donor, county, chance.choice(["signed", "planned", "negotiating"]))
            for village in chance.sample(villages, chance.randint(0, 5)):
                network.pair(donor, village, chance.choice(["signed", "planned"]))
    return network
