"""The columns of a proposal, on the screen and in the file."""

from graph.export.table import Column, Shown
from server.pages.columns import Heading, Headings, Part, text_part, texts, whole
from server.pages.proposal_lines import ProposalLine

PLACE: Headings[ProposalLine] = (
    Heading(
        "村",
        (
            text_part("村", 28, lambda line: whole(line.village)),
            text_part("村编码", 18, lambda line: line.village_key),
        ),
    ),
    Heading(
        "所在",
        (
            text_part("乡镇", 20, lambda line: whole(line.township)),
            text_part("县", 18, lambda line: whole(line.county)),
        ),
    ),
)
DONOR: Headings[ProposalLine] = (
    Heading(
        "拟请的支援方",
        (
            text_part("拟请的支援方", 28, lambda line: whole(line.donor)),
            text_part("支援方编码", 20, lambda line: line.donor_key),
            text_part("支援方所在", 22, lambda line: line.donor_place),
        ),
    ),
    Heading("成本", (Part(Column("成本", 8, Shown.COUNT), lambda line: line.cost),), "num"),
)
WHY: Heading[ProposalLine] = texts("说明", 60, lambda line: line.reason)
FILE = (*PLACE, *DONOR, WHY)
PROPOSED: Headings[ProposalLine] = (*FILE, Heading("调整", unseen=True))
ACCEPTED: Headings[ProposalLine] = (Heading("选", unseen=True), *PROPOSED)
"""Where rows can be accepted."""
UNASSIGNED = (*PLACE, WHY)
