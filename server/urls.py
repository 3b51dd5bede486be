"""Addresses of pages, built here and nowhere else."""

from collections.abc import Sequence
from typing import Unpack

from server.address import DESIGNATIONS, REPORT_FORMS, SUGGESTIONS, Files, segment
from server.list_queries import PairingQuery, PartyQuery, VillageQuery
from server.picture_urls import PictureUrls


class Urls(PictureUrls):
    """Each address keeps what the reader chose: `kept` holds the day, the target and so on."""

    def overview(self) -> str:
        return self.to("/")

    def search(self, q: str = "", part: str = "") -> str:
        """Everything that a text finds; `part` is one of its groups, whole."""
        return self.to("/search", {"q": q, "part": part})

    def help(self, code: str = "") -> str:
        """The words of the program; `code` is that of an entry of `explained`."""
        return f"{self.to('/help')}{'#' if code else ''}{code}"

    def filters(self) -> str:
        """The filters that the reader keeps."""
        return self.to("/filters")

    def filter(self, id_: int) -> str:
        """Where one of them is renamed or deleted."""
        return self.to(f"/filters/{id_}")

    def coverage(self, within: str = "", everything: bool = False) -> str:
        return self.to("/coverage", {"within": within, "all": everything})

    def villages(self, within_key: str = "", **query: Unpack[VillageQuery]) -> str:
        return self.to("/villages", {"within": within_key, **query})

    def uncovered(self, **query: Unpack[VillageQuery]) -> str:
        return self.to("/uncovered", query)

    def proposals(
        self, within: str = "", district: str = "", of: Sequence[str] = (), *, alone: bool = False
    ) -> str:
        """Who could take the villages of a scope that nobody supports; `of`: as if the parties with
        these keys had withdrawn, `alone`: divisions without those in them."""
        query = {"within": within, "district": district, "of": of, "alone": alone}
        return self.to("/proposals", query)

    def parties(self, **query: Unpack[PartyQuery]) -> str:
        return self.to("/parties", query)

    def party(self, key: str) -> str:
        return self.to(f"/parties/{segment(key)}")

    def pairings(self, **query: Unpack[PairingQuery]) -> str:
        return self.to("/pairings", query)

    def pairing(self, key: str) -> str:
        return self.to(f"/pairings/{segment(key)}")

    def act(self, key: str, action: str) -> str:
        """The address of one of ACTIONS on a pairing."""
        return self.to(f"/pairings/{segment(key)}/{action}")

    def uploads(
        self, ledger: str = "", *, unfinished: bool = False, mine: bool = False, q: str = ""
    ) -> str:
        """`mine` are those that the reader handed in."""
        state = "open" if unfinished else ""
        return self.to("/imports", {"ledger": ledger, "state": state, "mine": mine, "q": q})

    def upload(self, upload_id: str, part: str = "") -> str:
        """`part` is `file`, or `refused.xlsx` for the rows that were not taken."""
        return self.to(f"/imports/{upload_id}{'/' if part else ''}{part}")

    def register(self, donor: str = "", recipient: str = "", stage: str = "") -> str:
        return self.to("/pairings/new", {"donor": donor, "recipient": recipient, "stage": stage})

    def reconciliation(self, within: str = "", year: int = 0) -> str:
        return self.to("/reconciliation", {"within": within, "year": year})

    def held(self, claim: int, part: str = "") -> str:
        """What the ledger holds of a claim; `part` is one of `reconciliation.Part`."""
        return self.to(f"/reconciliation/{claim}", {"part": part})

    def quality(self, within: str = "") -> str:
        return self.to("/quality", {"within": within})

    def findings(self, check: str, within: str = "") -> str:
        """What a check of the data-quality board finds."""
        return self.to(f"/quality/{check}", {"within": within})

    def namings(self, within: str = "") -> str:
        return self.to("/naming", {"within": within})

    def naming(self, key: str) -> str:
        """Where the unnamed villages of a division are given their names."""
        return self.to(f"/naming/{segment(key)}")

    def suggestions(self, *, state: str = "", county: str = "", mine: bool = False) -> str:
        """What recipient counties propose; `mine` is what the reader may decide."""
        return self.to("/suggestions", {"state": state, "county": county, "mine": mine})

    def suggestion(self, id_: int) -> str:
        return self.to(f"/suggestions/{id_}")

    def suggest(self, key: str, proposed: str) -> str:
        """Where a county proposes one of SUGGESTIONS about its village."""
        return self.to(f"/parties/{segment(key)}/{SUGGESTIONS[proposed]}")

    def designation(self, key: str, what: str) -> str:
        """Where one of DESIGNATIONS is told of a village."""
        return self.to(f"/parties/{segment(key)}/{DESIGNATIONS[what]}")

    def audit(self, who: str = "") -> str:
        return self.to("/audit", {"who": who})

    def account(self) -> str:
        """One's own account: sessions, tokens, password."""
        return "/account"

    def batches(self, q: str = "") -> str:
        return self.to("/batches", {"q": q})

    def batch(self, id_: int) -> str:
        return self.to(f"/batches/{id_}")

    def undo(self, id_: int) -> str:
        return self.to(f"/batches/{id_}/undo")

    def hand_over(self, key: str, *, inside: bool = False) -> str:
        """Where many of a donor's pairings are handed over at once."""
        return self.to(f"/parties/{segment(key)}/hand-over", {"inside": inside})

    def district_files(self, code: str) -> Files:
        return self._files(f"/districts/{segment(code)}/places")

    def party_files(self, key: str, part: str) -> Files:
        """`part` is one of PARTS: a table on a party's page."""
        return self._files(f"/parties/{segment(key)}/{part}")

    def county_files(self) -> Files:
        return self._files("/counties")

    def dependence(self, by: str = "", within: str = "") -> str:
        """On whom cover depends; `by` is a grouping of `graph.analysis.dependence`."""
        return self.to("/dependence", {"by": by, "within": within})

    def withdrawal(self, of: Sequence[str] = (), within: str = "", *, alone: bool = False) -> str:
        """What is lost if the parties with these keys withdraw; `alone`: divisions without those
        in them."""
        return self.to("/dependence/withdrawal", {"of": of, "within": within, "alone": alone})

    def participation(self) -> str:
        return self.to("/participation")

    def participants(
        self,
        within: str = "",
        kind: Sequence[str] = (),
        state: str = "",
        *,
        inside: bool = False,
        direct: bool = False,
    ) -> str:
        """The donor-side parties of a scope by how they take part; `kind` are sorts of
        `graph.analysis.participation`. `inside`: divisions with all in them; `direct`: only what
        lies in no district."""
        query = {"within": within, "kind": kind, "state": state}
        return self.to("/participation/list", {**query, "inside": inside, "direct": direct})

    def institutions(self, within: str = "", by: str = "") -> str:
        """Which units of the recipient side are supported, by county or township."""
        return self.to("/institutions", {"within": within, "by": by})

    def institution_list(
        self,
        within: str = "",
        kind: Sequence[str] = (),
        state: str = "",
        *,
        by: str = "",
        direct: bool = False,
    ) -> str:
        """`direct`: only those in no division of the level `by`."""
        query = {"within": within, "kind": kind, "state": state}
        return self.to("/institutions/list", {**query, "by": by, "direct": direct})

    def series(self, within: str = "", since: str = "") -> str:
        """Coverage by quarter; `since` is a day, 2018-03-01."""
        return self.to("/series", {"from": since, "within": within})

    def changes(self, within: str = "", since: str = "", **query: Sequence[str]) -> str:
        """What became of villages since a day; `was`, `now` and `change` narrow the list."""
        return self.to("/changes", {"from": since, "within": within, **query})

    def happenings(self, within: str = "", since: str = "", what: Sequence[str] = ()) -> str:
        """What happened since a day; `what` names kinds of `graph.analysis.happenings`."""
        return self.to("/changes/happenings", {"from": since, "within": within, "what": what})

    def way(self, start: str = "", goal: str = "") -> str:
        """The shortest way between two parties."""
        return self.to("/network/path", {"from": start, "to": goal})

    def shared(self, within: str = "") -> str:
        """Districts that support the same counties."""
        return self.to("/network/shared", {"within": within})

    def shared_by(self, of: Sequence[str], within: str = "") -> str:
        """The counties that these two districts both support."""
        return self.to("/network/shared/counties", {"of": of, "within": within})

    def structure(self, within: str = "", part: str = "") -> str:
        """How a network holds together; `part` is one of `network_structure.Part`."""
        return self.to("/network/structure", {"within": within, "part": part})

    def members(self, of: str, within: str = "", share: str = "", lost: str = "") -> str:
        """Those that hang together with a party, without the pairing with the key `lost`."""
        query = {"of": of, "within": within, "share": share, "lost": lost}
        return self.to("/network/members", query)

    def report(self, district: str, quarter: str = "") -> str:
        """The quarter's report of a district; without a quarter, of that of the page's day."""
        return self.to(f"/report/{segment(district)}", {"quarter": quarter})

    def report_files(self, district: str, quarter: str = "") -> Files:
        path, query = f"/report/{segment(district)}", {"quarter": quarter}
        return tuple((form, self.to(f"{path}{form}", query)) for form in REPORT_FORMS)

    def exports(self, within: str = "") -> str:
        return self.to("/exports", {"within": within})

    def template(self, ledger: str) -> str:
        return f"/templates/{ledger}.xlsx"

    def ledger_files(self, ledger: str, within: str = "") -> Files:
        """The ledger of all days, whatever the reader looks at; the task list of one day."""
        kept = Urls({"at": self.kept.get("at", "")} if ledger == "tasks" else {})
        return kept._files(f"/ledgers/{ledger}", within=within)
