"""What ledgers call the kinds of parties."""

import re
from collections import defaultdict

from graph.registry.cells import fold
from graph.words import PartyKind

_SEPARATORS = re.compile(r"[()、/]")
_ALSO = {
    PartyKind.PROVINCE: "自治区 直辖市 省市",
    PartyKind.PREFECTURE: "州 盟 市 地级市 自治州 市州",
    PartyKind.COUNTY: "区 县 旗 市 县区 区县市 旗县 县市 县旗 自治县 自治旗 县级市",
    PartyKind.TOWNSHIP: "乡镇 镇街 街镇 街乡 街乡镇 镇 乡 街道 苏木 地区 民族乡 街道办事处 团 团场",
    PartyKind.VILLAGE: "村 社区 嘎查 嘎查村 行政村 连 连队 村委会 贫困村 深度贫困村",
    PartyKind.ENTERPRISE: "公司 集团 企业集团 国企 民企 国有企业 民营企业 央企",
    PartyKind.SCHOOL: "中学 小学 幼儿园 院校 高校 中小学",
    PartyKind.HOSPITAL: "卫生院 医疗机构 社区卫生服务中心 卫生机构",
    PartyKind.DEPARTMENT: "机关 委办局 政府部门 党政机关 区直部门 事业单位",
    PartyKind.ASSOCIATION: "协会 商会 基金会 社会团体 社团 社会服务机构",
    PartyKind.PARK: "园区 基地 产业基地 产业园区 开发区 园区/基地",
}


def _spelling(text: str) -> str:
    return _SEPARATORS.sub("", fold(text))


def _words() -> dict[str, frozenset[PartyKind]]:
    found: dict[str, set[PartyKind]] = defaultdict(set)
    for kind, words in _ALSO.items():
        for word in (kind.chinese, *words.split()):
            found[_spelling(word)].add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


_WORDS = _words()


def kinds_named(text: str) -> frozenset[PartyKind]:
    """The kinds that a cell names: 市 is a prefecture or a county. None for an unknown word."""
    return _WORDS.get(_spelling(text), frozenset())
