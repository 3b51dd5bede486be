"""The columns of a proposal, on the screen and in the file."""

from graph.export.table import Column, Shown
from server.pages.columns import Heading, Headings, Part, text_part, texts, whole
from server.pages.proposal_compared import DifferenceLine
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
    Heading(
        "远近",
        (
            text_part("远近", 16, lambda line: line.near),
            Part(Column("接后共结对村", 12, Shown.COUNT), lambda line: line.held_then),
        ),
    ),
)
WHY: Heading[ProposalLine] = texts("说明", 60, lambda line: line.reason)
FILE = (*PLACE, *DONOR, WHY)
LOST: Heading[ProposalLine] = texts("退出后失去", 12, lambda line: "是" if line.lost else "否")
"""Only in the file, and only where somebody is assumed to have withdrawn."""
PROPOSED: Headings[ProposalLine] = (*FILE, Heading("调整", unseen=True))
ACCEPTED: Headings[ProposalLine] = (Heading("选", unseen=True), *PROPOSED)
"""Where rows can be accepted."""
UNASSIGNED = (*PLACE, WHY)
COMPARED: Headings[DifferenceLine] = (
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
    texts("变化", 14, lambda line: line.what.chinese),
    Heading(
        "甲的支援方",
        (
            text_part("甲的支援方", 28, lambda line: whole(line.before)),
            text_part("甲的支援方编码", 20, lambda line: line.before_key),
            text_part("甲的说明", 50, lambda line: line.before_reason),
        ),
    ),
    Heading(
        "乙的支援方",
        (
            text_part("乙的支援方", 28, lambda line: whole(line.after)),
            text_part("乙的支援方编码", 20, lambda line: line.after_key),
            text_part("乙的说明", 50, lambda line: line.after_reason),
        ),
    ),
)
"""Two proposals side by side."""
