"""The headings of the three ledgers beside the 任务清单 (data.md, 2)."""

from graph.language import say
from graph.registry.headings import Heading, Ledger

KEY = "编号"
DONOR = "支援方"
DISTRICT = "支援方所在区"
DONOR_KIND = "支援方类型"
RECIPIENT = "受援方"
COUNTY = "受援县"
TOWNSHIP = "受援乡镇"
RECIPIENT_KIND = "受援方类型"
STAGE = "阶段"
START = "起始日期"
END = "截止日期"
AGREEMENT = "协议编号"
LEAD = "责任单位"
PROGRAMME = "帮扶渠道"
NOTE = "备注"

PAIRINGS = Ledger(
    say("结对台账"),
    (
        Heading(KEY),
        Heading(DONOR, required=True),
        Heading(DISTRICT, required=True),
        Heading(DONOR_KIND),
        Heading(RECIPIENT, required=True),
        Heading(COUNTY, required=True),
        Heading(TOWNSHIP),
        Heading(RECIPIENT_KIND),
        Heading(STAGE, required=True),
        Heading(START, also=("签订日期", "签约日期")),
        Heading(END),
        Heading(AGREEMENT),
        Heading(LEAD),
        Heading(PROGRAMME),
        Heading(NOTE),
    ),
)

VILLAGE_COUNTY = "县"
VILLAGE_TOWNSHIP = "乡镇"
VILLAGE = "村"
VILLAGE_KIND = "类别"
DESIGNATED = "认定日期"
EXITED = "退出日期"

VILLAGES = Ledger(
    say("深度贫困村名单"),
    (
        Heading(VILLAGE_COUNTY, required=True),
        Heading(VILLAGE_TOWNSHIP),
        Heading(VILLAGE, required=True),
        Heading(VILLAGE_KIND, also=("认定类型",)),
        Heading(DESIGNATED),
        Heading(EXITED),
        Heading(NOTE),
    ),
)

ORGANISATION = "名称"
ORGANISATION_KIND = "类型"
SEAT = "所在区县"
SEAT_TOWNSHIP = "所在乡镇街道"
CREDIT_CODE = "统一社会信用代码"
CAPACITY = "可结对村数"

ORGANISATIONS = Ledger(
    say("单位名录"),
    (
        Heading(ORGANISATION, required=True),
        Heading(ORGANISATION_KIND, required=True),
        Heading(SEAT, required=True),
        Heading(SEAT_TOWNSHIP),
        Heading(CREDIT_CODE),
        Heading(CAPACITY),
        Heading(NOTE),
    ),
)
