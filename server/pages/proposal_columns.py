"""The columns of a proposal, on the screen and in the file."""

from graph.export.table import Column, Shown
from graph.language import say
from server.pages.columns import Heading, Headings, Part, text_part, texts, whole
from server.pages.proposal_compared import DifferenceLine
from server.pages.proposal_lines import ProposalLine

PLACE: Headings[ProposalLine] = (
    Heading(
        say("村"),
        (
            text_part(say("村"), 28, lambda line: whole(line.village)),
            text_part(say("村编码"), 18, lambda line: line.village_key),
        ),
    ),
    Heading(
        say("所在"),
        (
            text_part(say("乡镇"), 20, lambda line: whole(line.township)),
            text_part(say("县"), 18, lambda line: whole(line.county)),
        ),
    ),
)
DONOR: Headings[ProposalLine] = (
    Heading(
        say("拟请的支援方"),
        (
            text_part(say("拟请的支援方"), 28, lambda line: whole(line.donor)),
            text_part(say("支援方编码"), 20, lambda line: line.donor_key),
            text_part(say("支援方所在"), 22, lambda line: line.donor_place),
        ),
    ),
    Heading(
        say("远近"),
        (
            text_part(say("远近"), 16, lambda line: line.near),
            Part(Column(say("接后共结对村"), 12, Shown.COUNT), lambda line: line.held_then),
        ),
    ),
)
WHY: Heading[ProposalLine] = texts(say("说明"), 60, lambda line: line.reason)
FILE = (*PLACE, *DONOR, WHY)
LOST: Heading[ProposalLine] = texts(
    say("退出后失去"), 12, lambda line: say("是") if line.lost else say("否")
)
"""Only in the file, and only where somebody is assumed to have withdrawn."""
PROPOSED: Headings[ProposalLine] = (*FILE, Heading(say("调整"), unseen=True))
ACCEPTED: Headings[ProposalLine] = (Heading(say("选"), unseen=True), *PROPOSED)
"""Where rows can be accepted."""
UNASSIGNED = (*PLACE, WHY)
COMPARED: Headings[DifferenceLine] = (
    Heading(
        say("村"),
        (
            text_part(say("村"), 28, lambda line: whole(line.village)),
            text_part(say("村编码"), 18, lambda line: line.village_key),
        ),
    ),
    Heading(
        say("所在"),
        (
            text_part(say("乡镇"), 20, lambda line: whole(line.township)),
            text_part(say("县"), 18, lambda line: whole(line.county)),
        ),
    ),
    texts(say("变化"), 14, lambda line: line.what.chinese),
    Heading(
        say("甲的支援方"),
        (
            text_part(say("甲的支援方"), 28, lambda line: whole(line.before)),
            text_part(say("甲的支援方编码"), 20, lambda line: line.before_key),
            text_part(say("甲的说明"), 50, lambda line: line.before_reason),
        ),
    ),
    Heading(
        say("乙的支援方"),
        (
            text_part(say("乙的支援方"), 28, lambda line: whole(line.after)),
            text_part(say("乙的支援方编码"), 20, lambda line: line.after_key),
            text_part(say("乙的说明"), 50, lambda line: line.after_reason),
        ),
    ),
)
"""Two proposals side by side."""
