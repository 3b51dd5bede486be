"""The left of a picture: leads, partners, donors and the lines between them."""

from collections.abc import Iterable, Iterator

from server.pictures.columns import BAR
from server.pictures.packing import curve
from server.pictures.picture import NAME_LIMIT, Link, Style, Text, text_at
from server.pictures.rows import ties
from server.pictures.scene import Scene
from server.pictures.wording import stage_class

BESIDE = 8
"""Between a text and a line that begins or ends at it."""
BAR_HEIGHT = 16

Point = tuple[int, int]


def leads(scene: Scene) -> list[Text]:
    parties = ties(scene.contents).leads
    return _units(scene, scene.columns.lead, parties, scene.rows.leads)


def partners(scene: Scene) -> list[Text]:
    parties = ties(scene.contents).partners
    return _units(scene, scene.columns.partner, parties, scene.rows.partners)


def _units(scene: Scene, x: int, parties: Iterable[int], at: dict[int, int]) -> list[Text]:
    return [
        text_at(
            x,
            scene.top + at[number],
            scene.words.short(party),
            Style.LEAD,
            full=scene.words.name(party),
            href=scene.party_url(party),
            limit=NAME_LIMIT,
        )
        for number, party in enumerate(parties)
    ]


def donors(scene: Scene) -> list[Text]:
    return [
        text_at(
            scene.columns.donor + BAR,
            scene.top + scene.rows.donors[number],
            scene.words.short(donor),
            Style.DONOR,
            full=scene.words.name(donor),
            href=scene.party_url(donor),
            label=scene.words.donor_label(number),
            limit=NAME_LIMIT,
        )
        for number, donor in enumerate(scene.contents.donors)
    ]


def bars(scene: Scene) -> str:
    """One path for the bars before all donors' names."""
    tops = (scene.top + at - BAR_HEIGHT // 2 for at in sorted(scene.rows.donors.values()))
    return "".join(f"M{scene.columns.donor + 2} {top}v{BAR_HEIGHT}" for top in tops)


def links(scene: Scene) -> list[Link]:
    found = [*_lead_links(scene), *_gift_links(scene)]
    return sorted(found, key=lambda link: link.style)


def _gift_links(scene: Scene) -> Iterator[Link]:
    texts = donors(scene)
    for gift in scene.contents.gifts:
        text = texts[gift.donor]
        yield Link(
            curve(
                (text.x + text.width + BESIDE, scene.top + scene.rows.donors[gift.donor]),
                scene.columns.donor_end + BESIDE,
                (scene.columns.place - BESIDE, scene.top + scene.rows.places[gift.place]),
            ),
            stage_class(gift),
        )


def _lead_links(scene: Scene) -> Iterator[Link]:
    """Lead to partner, partner to donor, and lead to donor past the partners."""
    tied, rows, columns = ties(scene.contents), scene.rows, scene.columns
    lead_texts, partner_texts = leads(scene), partners(scene)
    before_donor = columns.donor - BESIDE // 2
    for lead, partner in tied.lead_partner:
        yield _lead_link(
            scene,
            lead_texts[lead],
            rows.leads[lead],
            columns.lead_end,
            (columns.partner - BESIDE, rows.partners[partner]),
        )
    for partner, donor in tied.partner_donor:
        yield _lead_link(
            scene,
            partner_texts[partner],
            rows.partners[partner],
            columns.partner_end,
            (before_donor, rows.donors[donor]),
        )
    for lead, donor in tied.lead_donor:
        yield _passing_link(scene, lead_texts[lead], lead, donor, before_donor)


def _lead_link(scene: Scene, text: Text, at: int, bend: int, end: Point) -> Link:
    start = (text.x + text.width + BESIDE, scene.top + at)
    return Link(curve(start, bend + BESIDE, (end[0], scene.top + end[1])), "lead")


def _passing_link(scene: Scene, text: Text, lead: int, donor: int, end: int) -> Link:
    """In two pieces where there is a column of partners to pass: level beside their names."""
    rows, columns = scene.rows, scene.columns
    if not tuple(rows.partners):
        return _lead_link(
            scene, text, rows.leads[lead], columns.lead_end, (end, rows.donors[donor])
        )
    at = rows.passing[lead, donor]
    to_partners = _lead_link(
        scene, text, rows.leads[lead], columns.lead_end, (columns.partner - BESIDE, at)
    )
    on = curve(
        (columns.partner - BESIDE, scene.top + at),
        columns.partner_end + BESIDE,
        (end, scene.top + rows.donors[donor]),
    )
    return Link(to_partners.path + on, "lead")
