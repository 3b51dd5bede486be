"""Awkward 结对台账, 深度贫困村名单 and 单位名录."""

from __future__ import annotations

from datetime import date

from awkward.cases import Case, sheet, text

PAIRINGS = (
    *("编号", "支援方", "支援方所在区", "受援方", "受援县", "受援乡镇", "阶段"),
    *("起始日期", "截止日期", "协议编号"),
)
VILLAGES = ("县", "乡镇", "村", "类别", "认定日期", "退出日期", "备注")
UNITS = ("名称", "类型", "所在区县", "所在乡镇街道", "统一社会信用代码", "可结对村数", "备注")
CODE = "91110115MA01ABCD2X"
WIDE_CODE = "９１１１０１１５ＭＡ０１ＡＢＣＤ３Ｘ"
TOWN = ("黄村镇", "大兴区", "三岔口乡", "察右前旗", None)

PAIRING_LEDGERS = [
    Case(
        "pairings: groups merged downward, hidden marks, mixed days, a total",
        "pairings",
        sheet(
            ["大兴区结对台账（2020年）"],
            ["序号", *PAIRINGS],
            [
                1,
                "Ｊ－１",
                "黄\u200b村",
                "大兴",
                "乌拉哈 乌拉",
                "察右前旗",
                None,
                "已签订",
                "2020.2.25",
            ],
            [2, "J-2", "旧宫镇", None, "三岔口乡", None, None, "已列任务", "2020年2月", "2021年"],
            [3, None, "京粮(集团)有限公司", None, "赛汉村", None, "乌拉哈乌拉乡", "已 签订"],
            ["合计", "3", None, None, None, None, None, None],
            merges=["A1:H1", "D3:D5", "F3:F5"],
        ),
        (3, 0, 0, 0),
        made=[
            "京粮（集团）有限公司→赛汉村村委会 已签订",
            "旧宫地区→三岔口乡 已列任务 2020-02~2021 编号J-2",
            "黄村地区→乌拉哈乌拉乡 已签订 2020-02-25~ 编号J-1",
        ],
        notices=["第 6 行是合计"],
    ),
    Case(
        "pairings: two donors on two lines, three villages with strokes",
        "pairings",
        sheet(
            PAIRINGS,
            [
                None,
                "黄村镇\n旧宫镇",
                "大兴区",
                "赛汉村、三号地村/朝阳村",
                "察右前旗",
                "乌拉哈乌拉乡",
                "协商中",
            ],
        ),
        (1, 0, 0, 0),
        made=[
            f"{donor}→{village}村村委会 协商中"
            for donor in ("旧宫地区", "黄村地区")
            for village in ("三号地", "朝阳", "赛汉")
        ],
    ),
    Case(
        "pairings: a unit behind the place where it lies is one unit, and not guessed",
        "pairings",
        sheet(
            PAIRINGS,
            [None, "大兴区\n黄村镇", "大兴区", "乌拉哈乌拉乡 赛汉村", "察右前旗", None, "协商中"],
        ),
        (0, 0, 0, 1),
        faults=[
            ("表!B2", "找不到“大兴区黄村镇”", "黄村镇"),
            ("表!D2", "找不到“乌拉哈乌拉乡赛汉村”", "乌拉哈乌拉乡"),
        ],
    ),
    Case(
        "pairings: one number over several units",
        "pairings",
        sheet(
            PAIRINGS, ["J-1", "黄村镇、旧宫镇", "大兴区", "三岔口乡", "察右前旗", None, "协商中"]
        ),
        (0, 0, 0, 1),
        faults=[("表!A2", "一个编号只能是一条结对", "")],
    ),
    Case(
        "pairings: a name in two townships, another's township, a stage of one's own",
        "pairings",
        sheet(
            PAIRINGS,
            [None, "黄村镇", "大兴区", "朝阳村", "察右前旗", None, "已签订"],
            [None, "黄村镇", "大兴区", "大庄村", "察右前旗", "乌拉哈乌拉乡", "已签订"],
            [None, "黄村镇", "大兴区", "赛罕村", "察右前旗", "乌拉哈乌拉乡", "签了"],
            [
                None,
                "老山",
                "大兴区",
                "大庄村",
                "察右前旗",
                "三岔口乡",
                "已签订",
                "2021-01-01",
                "2020年",
            ],
            [None, "黄村镇", "大兴县", "大庄村", "察右旗", "三岔口乡", None],
        ),
        (0, 0, 0, 5),
        faults=[
            ("表!D2", "可以指 2 个主体", ""),
            ("表!D3", "找不到“大庄村”", ""),
            ("表!D4", "找不到“赛罕村”", "赛汉村"),
            ("表!G4", "阶段应是", ""),
            ("表!B5", "找不到“老山”：大兴区没有，石景山区有", ""),
            ("表!I5", "截止日期应晚于起始日期 2021-01-01", ""),
            ("表!E6", "找不到“察右旗”", "察右前旗"),
            ("表!G6", "“阶段”不能为空", ""),
        ],
    ),
    Case(
        "pairings: the same pairing twice in one file, and one that overlaps another",
        "pairings",
        sheet(
            PAIRINGS,
            ["A", *TOWN, "已签订", "2019-01-01", "2020-01-01"],
            ["Ａ", *TOWN, "已签订", "2019-01-01", "2020-01-01"],
            ["B", *TOWN, "已签订", "2019-06-01"],
        ),
        (1, 0, 0, 2),
        faults=[("表!B3", "与 表!2 是同一条结对", ""), ("表!A4", "与已登记的“A”是同一双方", "A")],
    ),
    Case(
        "pairings: signed what was planned, from the day on, and a stage that would go back",
        "pairings",
        sheet(
            PAIRINGS,
            ["J-1", *TOWN, "已签订", date(2020, 6, 1), None, "XY-1"],
            ["Ｐ１", "大兴区", "大兴区", "察右前旗", "察右前旗", None, "已列任务"],
        ),
        (1, 0, 0, 1),
        faults=[("表!G3", "已是已签订，导入不能把阶段往回改", "")],
        first=sheet(PAIRINGS, ["J-1", *TOWN, "已列任务", "2020-02-25"], file="first.xlsx"),
    ),
    Case(
        "pairings: number in full-width signs is the ledger's own",
        "pairings",
        sheet(PAIRINGS, ["Ｐ１", "大兴区", "大兴区", "察右前旗", "察右前旗", None, "已签订"]),
        (0, 0, 1, 0),
    ),
    Case(
        "pairings: a list of units handed in by mistake",
        "pairings",
        sheet(UNITS, ["首农", "企业", "大兴区"]),
        faults=[("a.xlsx", "像是单位名录，不是结对台账", "")],
    ),
    Case(
        "pairings: two headings that the second row splits",
        "pairings",
        sheet(
            ["编号", "支援方", None, "受援方", None, None, "阶段"],
            [None, "支援方", "支援方所在区", "受援方", "受援县", "受援乡镇", None],
            ["J-1", *TOWN, "已签订"],
            merges=["A1:A2", "B1:C1", "D1:F1", "G1:G2"],
        ),
        (1, 0, 0, 0),
        made=["黄村地区→三岔口乡 已签订 编号J-1"],
    ),
    Case(
        "pairings: a required heading missing",
        "pairings",
        sheet(
            ["编号", "支援方", "支援方所在区", "受援方", "受援县（旗）", "受援乡镇", "阶段"], ["J"]
        ),
        faults=[("a.xlsx", "“受援县(旗)”是否就是“受援县”", "")],
    ),
]
VILLAGE_LISTS = [
    Case(
        "villages: county and township merged downward, notes, offices' suffixes",
        "villages",
        sheet(
            ["深度贫困村名单"],
            ["序号", "县（市、旗）", "乡（镇）", "村", "认定日期", "备注"],
            [1, "察右前旗", "乌拉哈乌拉乡", "朝阳村", "2017年", "好"],
            [2, None, None, "三号地村民委员会", 2018],
            [3, None, "三岔口乡", "大庄村", None],
            ["小计", "3个村"],
            [4, "和田县", "朗如乡", "排孜瓦特村", "2016-01"],
            ["注：含2019年退出的村"],
            merges=["A1:F1", "B3:B5", "C3:C4", "B6:F6"],
        ),
        faults=[("a.xlsx", "“县(市、旗)”是否就是“县”", "")],
    ),
    Case(
        "villages: merged downward with a subtotal between groups",
        "villages",
        sheet(
            ["序号", "县", "乡（镇）", "村", "认定日期", "备注"],
            [1, "察右前旗", "乌拉哈乌拉乡", "朝阳村", "2017年", "好"],
            [2, None, None, "三号地村民委员会", 2018],
            [3, None, "三岔口乡", "大庄村", None],
            ["小计", "3个村"],
            [4, "和田县", "朗如乡", "排孜瓦特村", "2016-01"],
            ["注：含2019年退出的村"],
            merges=["B2:B4", "C2:C3", "B5:F5"],
        ),
        (4, 0, 0, 0),
        made=[
            "三号地村村委会 是深度贫困村 2018~",
            "大庄村村委会 是深度贫困村",
            "排孜瓦特村村委会 是深度贫困村 2016-01~",
            "朝阳村村委会 是深度贫困村 2017~",
        ],
        notices=["第 5 行是合计", "第 7 行是说明", "1 行有备注"],
    ),
    Case(
        "villages: the same village twice, unknown ones, a day that is none",
        "villages",
        sheet(
            VILLAGES,
            ["察右前旗", "乌拉哈乌拉乡", "赛汗村"],
            ["察右前旗", "乌拉哈乌拉乡", "三号地村"],
            ["察哈尔右翼前旗", "乌拉哈乌拉", "三号地"],
            ["和田县", None, "乌尊沟村", "特困村", "2020-02-30"],
            [None, "朗如乡", "乌尊沟村"],
            ["和田县", "三岔口乡", "大庄村"],
            ["察右前旗", "三岔口乡", "大庄村", None, "2020", "2019"],
        ),
        (1, 0, 0, 6),
        faults=[
            ("表!C2", "找不到“赛汗村”", "赛汉村"),
            ("表!C4", "三号地村村委会已在 表!3 列出", ""),
            ("表!D5", "类别应是", ""),
            ("表!E5", "没有 2020-02-30", ""),
            ("表!A6", "“县”不能为空", ""),
            ("表!B7", "找不到“三岔口乡”", ""),
            ("表!F8", "退出日期应晚于认定日期 2020", ""),
        ],
    ),
    Case(
        "villages: those that left, beside what the ledger holds",
        "villages",
        sheet(
            VILLAGES,
            ["察右前旗", "乌拉哈乌拉", "赛汉村", "深度贫困村", "2014年", "2019年底"],
            ["察右前旗", "乌拉哈乌拉", "朝阳村", "贫困村", None, None],
        ),
        (1, 1, 0, 0),
        made=[
            "朝阳村村委会 是贫困村",
            "赛汉村村委会 是深度贫困村 2014~2019-12",
            "-赛汉村村委会 是深度贫困村 2014~",
        ],
    ),
    Case(
        "villages: a task list handed in by mistake",
        "villages",
        sheet(["结对镇街", "结对旗县", "所在乡镇", "贫困村"], ["黄村", "察右前旗", "三岔口乡", 2]),
        faults=[("a.xlsx", "像是任务清单，不是深度贫困村名单", "")],
    ),
]
ORGANISATION_LISTS = [
    Case(
        "organisations: codes in full-width and small letters, counts as text, a total",
        "organisations",
        sheet(
            UNITS,
            ["首农\n集团", "企业", "大兴", "黄村镇", CODE.lower(), "１２"],
            [
                "北京兴创投资有限公司",
                "国企",
                "大兴区",
                None,
                "９１１１０１１５ＭＡ０１ＡＢＣＤ３Ｘ",
                "3个村",
            ],
            ["大兴一中", "中学", "大兴区", None, None, "1,000"],
            ["察右前旗医院", "医院", "察右前旗"],
            ["合计", None, None, None, None, "=SUM(F2:F5)"],
            ["共4家", None, None, None, None, 1015],
        ),
        (1, 2, 1, 0),
        made=[
            "兴创投资 企业 大兴区 91110115MA01ABCD3X",
            "兴创投资可结对3",
            "大兴一中可结对1000",
            f"首农集团 企业 黄村地区 {CODE}",
            "首农集团可结对12",
            "-兴创投资 企业 大兴区",
        ],
        notices=["第 6、7 行是合计"],
    ),
    Case(
        "organisations: code kept as a number, kind unknown, seat elsewhere, count in words",
        "organisations",
        sheet(
            UNITS,
            ["甲公司", "企业", "大兴区", None, 911101150000000000, 1],
            ["乙公司", "商铺", "大兴区"],
            ["丙公司", "企业", "大新区"],
            ["丁公司", "企业", "大兴区", "老山街道"],
            ["戊公司", "企业", "大兴区", None, None, "若干"],
            ["京粮（集团）有限公司", "学校", "大兴区"],
            ["己公司", None, "大兴区"],
            ["甲公司", "企业", "大兴区", None, None, None],
        ),
        (1, 0, 0, 7),
        faults=[
            ("表!E2", "统一社会信用代码应是 18 位", ""),
            ("表!B3", "类型应是", ""),
            ("表!C4", "找不到“大新区”", "大兴区"),
            ("表!D5", "找不到“老山街道”：大兴区没有，石景山区有", ""),
            ("表!F6", "可结对村数应是", ""),
            ("表!B7", "已登记为企业", ""),
            ("表!B8", "“类型”不能为空", ""),
        ],
    ),
    Case(
        "organisations: CSV with brackets of both widths and a remark over two lines",
        "organisations",
        text('名称,类型,所在区县,备注\n京粮(集团)有限公司,企业,大兴区,"第一行\n第二行"\n'),
        (0, 0, 1, 0),
        notices=["1 行有备注"],
    ),
]
OTHER_LEDGERS = [*PAIRING_LEDGERS, *VILLAGE_LISTS, *ORGANISATION_LISTS]
