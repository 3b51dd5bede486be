"""Addresses of pictures, and of the pages that show them."""

from collections.abc import Mapping, Sequence

from server.address import NETWORK_FORMS, Files, segment
from server.kept_urls import KeptUrls


class PictureUrls(KeptUrls):
    def districts(self) -> str:
        return self.to("/districts")

    def district(self, code: str) -> str:
        return self.to(f"/districts/{segment(code)}")

    def party_picture(self, key: str) -> str:
        """A county, a township or a donor with all its pairings."""
        return self.to(f"/parties/{segment(key)}/picture")

    def party_drawing(self, key: str) -> str:
        """The same as a file."""
        return self.to(f"/parties/{segment(key)}/picture.svg")

    def pictures(self) -> str:
        """All pictures there are."""
        return self.to("/pictures")

    def city(self, district: str = "", within: str = "") -> str:
        """Districts and the counties that they support; one district with its counties."""
        return self.to("/city", {"district": district, "within": within})

    def city_picture(self, district: str = "", within: str = "") -> str:
        return self.to("/city/picture.svg", {"district": district, "within": within})

    def map(self, district: str = "", within: str = "") -> str:
        """Counties by their seats around the donors' city."""
        return self.to("/map", {"district": district, "within": within})

    def map_picture(self, district: str = "", within: str = "") -> str:
        return self.to("/map/picture.svg", {"district": district, "within": within})

    def series_picture(self, within: str = "", since: str = "") -> str:
        return self.to("/series/picture.svg", {"from": since, "within": within})

    def changes_picture(
        self, within: str = "", since: str = "", district: str = "", everything: bool = False
    ) -> str:
        """Two days side by side, of a division or of the places that a donor district supports;
        `everything`: with the rows in which nothing changed."""
        query = {"from": since, "within": within, "district": district, "all": everything}
        return self.to("/changes/picture", query)

    def changes_drawing(
        self, within: str = "", since: str = "", district: str = "", everything: bool = False
    ) -> str:
        """The same as a file."""
        query = {"from": since, "within": within, "district": district, "all": everything}
        return self.to("/changes/picture.svg", query)

    def proposals_with(self, wishes: Mapping[str, Sequence[str]]) -> str:
        """The proposal that meets these wishes, as its page has them in the address."""
        return self.to("/proposals", wishes)

    def proposals_compared(self, wishes: Mapping[str, Sequence[str]]) -> str:
        """It and another, or it without any wish, village by village."""
        return self.to("/proposals/compared", wishes)

    def proposals_drawing(self, wishes: Mapping[str, Sequence[str]]) -> str:
        """The two side by side."""
        return self.to("/proposals/compared/picture.svg", wishes)

    def proposal_picture(self, wishes: Mapping[str, Sequence[str]]) -> str:
        return self.to("/proposals/picture.svg", wishes)

    def network(self, center: str = "", hops: int = 0) -> str:
        """What surrounds a party."""
        return self.to("/network", {"center": center, "hops": hops})

    def network_picture(self, center: str, opened: Sequence[str] = ()) -> str:
        """Its picture alone, in which these are opened in turn."""
        return self.to("/network/picture.svg", {"center": center, "open": opened})

    def network_files(
        self, within: str = "", center: str = "", hops: int = 0, district: str = ""
    ) -> Files:
        """A network for programs that draw or reckon: what surrounds the party `center`, or else
        all pairings with an end in the division `within` and a donor in `district`."""
        query = {"center": center, "hops": hops, "within": within, "district": district}
        return tuple((form, self.to(f"/network{form}", query)) for form in NETWORK_FORMS)

    def picture(self, code: str) -> str:
        return self.to(f"/districts/{segment(code)}/picture.svg")
