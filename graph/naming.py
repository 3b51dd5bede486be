"""Names as people write them: one spelling to compare by, and names without office and type."""

import re
import unicodedata

DOTS = "・•‧∙⋅●"
"""Written for the · between the parts of a name."""
_DOTS = str.maketrans(dict.fromkeys(DOTS, "·"))

# Seen as nothing, and two names that differ in them look the same: zero-width signs, marks of
# the direction of writing, control characters.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)

# The village's own office: 大庄村村委会 and 大庄村委会 are 大庄村, 罕台嘎查委员会 is 罕台嘎查.
_OFFICE = re.compile(
    r"(?<=.)(?:(?:(?<=村)|(?<=嘎查)|(?<=社区))村(?:民委员|委)会|(?:居民委员|居委|牧民委员|牧委)会"
    r"|(?:管理委员|管委)会|民委员会|委员会|委会|办事处)$"
)
_OFFICE_ENDS = ("会", "办事处")
# The longest type that fits goes, and before it the peoples that share a division.
_TYPES = (
    *("民族苏木", "自治区", "自治州", "自治县", "自治旗", "民族乡", "民族镇", "嘎查村"),
    *("地区", "林区", "街道", "苏木", "嘎查", "社区"),
    *("省", "市", "盟", "县", "旗", "区", "镇", "乡", "团", "村", "连"),
)
_PEOPLES = re.compile(
    "(?<=.)(?:(?:阿昌|白|保安|布朗|布依|朝鲜|达斡尔|傣|德昂|东乡|侗|独龙|鄂伦春|鄂温克|俄罗斯|高山|"
    "仡佬|哈尼|哈萨克|赫哲|回|基诺|京|景颇|柯尔克孜|拉祜|黎|傈僳|珞巴|满|毛南|门巴|蒙古|苗|仫佬|"
    "纳西|怒|普米|羌|撒拉|畲|水|塔吉克|塔塔尔|土|土家|佤|维吾尔|乌孜别克|锡伯|瑶|彝|裕固|藏|壮|"
    "各)族){1,4}$"
)


def normalise(text: str) -> str:
    """The spelling that names are compared by: NFKC, no blanks, one kind of dot."""
    visible = INVISIBLE.sub("", text)
    joined = "".join(unicodedata.normalize("NFKC", visible).split())
    # A blank may have kept two signs apart that compose.
    return unicodedata.normalize("NFC", joined).translate(_DOTS)


def without_office(name: str) -> str:
    """A division's normalised name without the office that runs it: 高井村 of 高井村委会."""
    return _OFFICE.sub("", name) if name.endswith(_OFFICE_ENDS) else name


def without_suffix(text: str) -> str:
    """A division's name without its office and its type: 黄村 of 黄村地区, 西沟 of 西沟满族乡.

    Something always stays: 镇 alone is a name.
    """
    name = without_office(normalise(text))
    for suffix in _TYPES:
        if name.endswith(suffix) and name != suffix:
            name = name.removesuffix(suffix)
            return _PEOPLES.sub("", name) if name.endswith("族") else name
    return name
