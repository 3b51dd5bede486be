"""What a proposal says to people: why this donor, why nobody, why a wish cannot be."""

from graph.language import say
from graph.words import Word

FROM_TOWNSHIP = say("已与{place}签订结对")
FROM_COUNTY = say("已与{place}签订结对")
FROM_INSIDE = say("在{place}已有签订的结对")
FROM_DISTRICT = say("{district}与{place}签订了结对")
LOAD = say("{why}；可结对 {capacity} 村，已承担 {load} 村，接下这一村后还可再结 {left} 村")


class Nearness(Word):
    """How near a donor stands to a village that it is proposed for, the nearest first."""

    TOWNSHIP = 0, say("已与本乡镇结对")
    COUNTY = 1, say("在本县已有结对")
    DISTRICT = 2, say("本区与当地结对")


class UnassignedReason(Word):
    """Why a village gets no donor; `chinese` is the whole sentence."""

    NO_PAIRED_DISTRICT = 0, say("没有一个区与它的县或乡镇签订结对")
    NO_CAPACITY_OFFERED = 1, say("有区与它的县或乡镇结对，但区里没有单位写明可结对村数")
    CAPACITY_EXHAUSTED = 2, say("能结对的单位可结对村数都已用完")


NOT_OPEN = say("{village}不在待结对的村里：已结对、已列任务，或不在所选范围内，不能指定支援方")
NOT_ELIGIBLE = say("不能指定{donor}支援{village}：{why}")
OUTSIDE = say("它所在的区没有与这个村的县或乡镇签订结对")
NO_CAPACITY = say("它没有写明可结对村数")
GONE = say("方案假设它已退出")
OVERLAPS = say("双方已有一条未结束的结对关系")
TWO_DONORS = say("{village}指定了两家支援方，只能指定一家")
TOO_MANY = say("给{donor}指定了 {number} 村，它只能再结 {left} 村")
FORBIDDEN_TOO = say("{donor}支援{village}既是指定的，又是排除的，请去掉一个")
