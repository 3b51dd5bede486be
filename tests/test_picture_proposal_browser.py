"""The picture of a proposal in Chromium: real text keeps to its boxes, and axe finds nothing."""

from __future__ import annotations

import pytest
from picture_networks import Addresses
from playwright.sync_api import Page
from proposal_networks import VIEW, generated, small
from test_picture_browser import AXE, BOXES, page, show
from test_picture_proposal import crowd

from graph.analysis.proposal import propose
from graph.network.snapshot import Snapshot
from server.pictures.picture import Box, Picture
from server.pictures.proposal import proposal_picture

__all__ = ["page"]


def drawn(snapshot: Snapshot) -> Picture:
    found = propose(snapshot, VIEW)
    return proposal_picture(snapshot, VIEW.day, found, "结对方案", Addresses())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_keep_apart_and_axe_finds_nothing(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for snapshot in (
        small().ledger.snapshot(),
        crowd(60, 2, 120).ledger.snapshot(),
        generated(4, 60, 30, counties=4).snapshot(),
    ):
        picture = drawn(snapshot)
        assert show(page, picture) == []
        found = [Box(*sides) for sides in page.evaluate(BOXES)]
        assert len(found) == sum(1 for _ in picture.texts())
        for place, one in enumerate(found):
            assert not any(one.overlaps(other) for other in found[place + 1 :])
            assert one.right <= picture.width
    page.evaluate(AXE.read_text())
    violations = page.evaluate("axe.run('.picture').then(found => found.violations)")
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []
