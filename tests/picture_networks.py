"""Networks to draw: a builder, and 大兴区 as the task list of 2020 has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from graph.analysis.coverage import View
from graph.network.build import assemble
from graph.network.rows import AliasRow, DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Snapshot
from graph.words import VillageTarget
from server.pictures.district import district_picture
from server.pictures.picture import Picture

ROOT = Path(__file__).parent.parent
CSS = (ROOT / "static/picture.css").read_text()
DAY = 18_500

# Lead, partner, donors, county, township, villages; -1 for villages, -2 for all under negotiation.
DAXING = """
区国资委,,礼贤镇,察右前旗,三岔口乡,3
区国资委,,长子营镇,察右前旗,老圈沟乡,7
区国资委,,天宫院街道,察右前旗,黄茂营乡,1
亦庄镇,,亦庄镇,察右前旗,乌拉哈乌拉乡,3
亦庄镇,,亦庄镇,察右前旗,平地泉镇,1
庞各庄镇,,庞各庄镇,察右前旗,玫瑰营镇,6
瀛海镇,,瀛海镇,正镶白旗,宝拉根陶海苏木,1
瀛海镇,,瀛海镇,正镶白旗,乌兰查布苏木,1
瀛海镇,,瀛海镇,正镶白旗,星耀镇,1
瀛海镇,,瀛海镇,正镶白旗,明安图镇,1
高米店街道,,高米店街道,正镶白旗,伊克淖苏木,-1
旧宫镇,,旧宫镇,苏尼特右旗,朱日和镇,-1
旧宫镇,,旧宫镇,苏尼特右旗,阿其图乌拉苏木,-1
旧宫镇,,旧宫镇,苏尼特右旗,赛罕乌力吉苏木,-1
旧宫镇,,旧宫镇,苏尼特右旗,乌日根塔镇,-1
黄村镇,,黄村镇,和田县,罕艾日克镇,23
榆垡镇,,榆垡镇,和田县,英阿瓦提乡,7
采育镇,,采育镇,和田县,英艾日克乡,7
新媒体基地,,采育镇\\魏善庄镇,和田县,色格孜库勒乡,10
新媒体基地,,观音寺街道,和田县,吾宗肖乡,8
生物医药基地,,青云店镇,和田县,阿瓦提乡,10
生物医药基地,,林校路街道,和田县,塔瓦库勒乡,9
区国资委,兴创投资,兴丰街道,和田县,朗如乡,9
区国资委,兴创投资,北臧村镇,和田县,喀什塔什乡,6
区国资委,城建开发,清源街道,和田县,布扎克乡,13
安定镇,,安定镇,和田县,拉依喀乡,1
西红门镇,,西红门镇,昆玉市,兵团二二四团,-2
"""
COUNTIES = {
    "察右前旗": ("内蒙古自治区", "乌兰察布市"),
    "苏尼特右旗": ("内蒙古自治区", "锡林郭勒盟"),
    "正镶白旗": ("内蒙古自治区", "锡林郭勒盟"),
    "和田县": ("新疆维吾尔自治区", "和田地区"),
    "昆玉市": ("新疆维吾尔自治区", "自治区直辖县级行政区划"),
}


@dataclass
class Network:
    """Parties and pairings by name; `snapshot` assembles them."""

    parties: list[PartyRow] = field(default_factory=list)
    pairings: list[PairingRow] = field(default_factory=list)
    designations: list[DesignationRow] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    aliases: list[tuple[int, str]] = field(default_factory=list)

    def party(
        self,
        name: str,
        kind: str,
        within: str | None = None,
        side: str = "recipient",
        named: int = 1,
    ) -> str:
        """The same name again is the same party; returns the name."""
        if name not in self.ids:
            number = len(self.parties) + 1
            self.ids[name] = number
            above = self.ids[within] if within else None
            key = f"{number:06}"
            self.parties.append(PartyRow(number, key, kind, side, name, above, named=named))
        return name

    def donor(self, name: str, kind: str = "township", within: str = "大兴区") -> str:
        self.party("北京市", "province", side="donor")
        self.party("北京市辖区", "prefecture", "北京市", side="donor")
        self.party("大兴区", "county", "北京市辖区", side="donor")
        return self.party(name, kind, within, side="donor")

    def county(self, name: str, province: str = "内蒙古自治区", prefecture: str = "某市") -> str:
        self.party(province, "province")
        self.party(prefecture, "prefecture", province)
        return self.party(name, "county", prefecture)

    def villages(self, within: str, count: int, kind: str = "deep_poverty") -> list[str]:
        """`count` unnamed villages with this designation."""
        names = [f"{within}待定名村{number:02}" for number in range(1, count + 1)]
        for name in names:
            if name not in self.ids:
                self.party(name, "village", within, named=0)
                self.designations.append(
                    DesignationRow(len(self.designations) + 1, self.ids[name], kind)
                )
        return names

    def pair(
        self,
        donor: str,
        recipient: str,
        stage: str = "planned",
        *,
        lead: str = "",
        partner: str = "",
        talks: bool = False,
        end: int | None = None,
    ) -> None:
        number = len(self.pairings) + 1
        self.pairings.append(
            PairingRow(
                number,
                f"P{number:05}",
                self.ids[donor],
                self.ids[recipient],
                stage,
                end=end,
                lead_id=self.ids.get(lead),
                partner_id=self.ids.get(partner),
                negotiating_villages=int(talks),
            )
        )

    def snapshot(self) -> Snapshot:
        aliases = [AliasRow(party, alias) for party, alias in self.aliases]
        return assemble(self.parties, self.pairings, self.designations, aliases)

    def row(self, snapshot: Snapshot, name: str) -> int:
        return snapshot.parties.row(f"{self.ids[name]:06}")


def daxing() -> Network:
    """All planned or under negotiation, as the importer reads the list."""
    network = Network()
    for organisation in ("区国资委", "兴创投资", "城建开发", "新媒体基地", "生物医药基地"):
        network.donor(organisation, "department")
    for line in DAXING.split():
        lead, partner, donors, county, township, count = line.split(",")
        network.county(county, *COUNTIES[county])
        network.party(township, "township", county)
        villages = network.villages(township, max(int(count), 0))
        for donor in donors.split("\\"):
            network.donor(donor)
            stage = "negotiating" if count == "-2" else "planned"
            network.pair(donor, township, stage, lead=lead, partner=partner, talks=int(count) < 0)
            for village in villages:
                network.pair(donor, village, lead=lead, partner=partner)
    return network


class Addresses:
    """Addresses of the length that real ones have."""

    def party(self, key: str) -> str:
        return f"/parties/{key}"

    def villages(self, within_key: str) -> str:
        return f"/villages?within={within_key}"

    def party_picture(self, key: str) -> str:
        return f"/parties/{key}/picture"


def render(picture: Picture, css: str = "") -> str:
    environment = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    template = environment.get_template("pictures/_district.svg")
    return template.render(picture=picture, css=css)


def drawn(network: Network, target: VillageTarget = VillageTarget.DEEP_POVERTY) -> Picture:
    snapshot = network.snapshot()
    view = View(DAY, target)
    return district_picture(snapshot, view, network.row(snapshot, "大兴区"), Addresses())


NAMES = st.sampled_from(
    ["镇", "街道", "Wi-Fi 5G产业园", "莫力达瓦达斡尔族自治旗人民政府办公室", "<&>"]
)
STAGES = st.sampled_from(["signed", "planned", "negotiating", "cancelled"])


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Of many shapes: towns and organisations with townships, villages, hospitals and counties."""
    network = Network()
    network.donor("黄村镇")
    donors = ["大兴区", "黄村镇"]
    for number in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["township", "enterprise", "school"]))
        donors.append(network.donor(f"{number}{draw(NAMES)}", kind))
    recipients = []
    for number in range(draw(st.integers(1, 4))):
        county = network.county(f"{number}县", f"省{number % 2}", f"州{number // 2}{number % 2}")
        network.villages(county, draw(st.sampled_from([0, 0, 3])))
        recipients += [county, network.party(f"{county}医院", "hospital", county)]
        for place in range(draw(st.integers(0, 4))):
            township = network.party(f"{county}{place}{draw(NAMES)}", "township", county)
            villages = network.villages(township, draw(st.sampled_from([0, 1, 4, 33, 160])))
            school = network.party(f"{township}小学", "school", township)
            recipients += [township, school, *villages[:3]]
    recipients.append("州00")
    pairs = st.tuples(st.sampled_from(donors), st.sampled_from(recipients))
    for donor, recipient in draw(st.lists(pairs, max_size=25, unique=True)):
        lead, partner = (draw(st.sampled_from(["", "", *donors])) for _ in range(2))
        network.pair(
            donor, recipient, draw(STAGES), lead=lead, partner=partner, talks=draw(st.booleans())
        )
    return network
