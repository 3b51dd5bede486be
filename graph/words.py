"""The words of the ledger: kinds, stages, covers, with their Chinese names for the screen.

The integer values are what the snapshot's columns hold; the lower-case member names are what SQL
and CSV files hold. Order carries meaning where a docstring says so.
"""

from enum import IntEnum
from typing import Self

from graph.language import say, say_as


class Word(IntEnum):
    """An enumeration whose members are written in lower case in SQL and in CSV files."""

    chinese: str

    def __new__(cls, value: int, chinese: str = "") -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.chinese = chinese
        return member

    @property
    def text(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, text: str) -> Self:
        """The member written so in SQL and CSV; raises KeyError for any other text."""
        if text != text.lower():
            raise KeyError(text)
        return cls[text.upper()]


class PartyKind(Word):
    """Divisions from the widest to the narrowest, then organisations."""

    PROVINCE = 0, say("省")
    PREFECTURE = 1, say("市（州、盟）")
    COUNTY = 2, say("区县")
    TOWNSHIP = 3, say("乡镇街道")
    VILLAGE = 4, say("村（社区）")
    ENTERPRISE = 5, say("企业")
    SCHOOL = 6, say("学校")
    HOSPITAL = 7, say("医院")
    DEPARTMENT = 8, say("部门")
    ASSOCIATION = 9, say("社会组织")
    PARK = 10, say("园区基地")

    @property
    def is_division(self) -> bool:
        return self <= PartyKind.VILLAGE


DIVISION_KINDS = tuple(kind for kind in PartyKind if kind.is_division)
ORGANISATION_KINDS = tuple(kind for kind in PartyKind if not kind.is_division)

# What a division may lie in. A county may lie directly in its province (省直辖县级行政区划), a
# village directly in a county when its township is not known.
PARENT_KINDS: dict[PartyKind, tuple[PartyKind, ...]] = {
    PartyKind.PROVINCE: (),
    PartyKind.PREFECTURE: (PartyKind.PROVINCE,),
    PartyKind.COUNTY: (PartyKind.PREFECTURE, PartyKind.PROVINCE),
    PartyKind.TOWNSHIP: (PartyKind.COUNTY,),
    PartyKind.VILLAGE: (PartyKind.TOWNSHIP, PartyKind.COUNTY),
    **dict.fromkeys(ORGANISATION_KINDS, DIVISION_KINDS),
}


class Side(Word):
    """Which end of a pairing a party can stand at."""

    DONOR = 0, say("支援方")
    RECIPIENT = 1, say("受援方")


class Stage(Word):
    """How far a pairing has got, in the order in which it advances; cancelled stands apart."""

    NEGOTIATING = 0, say("协商中")
    PLANNED = 1, say("已列任务")
    SIGNED = 2, say("已签订")
    CANCELLED = 3, say("已取消")


class DesignationKind(Word):
    DEEP_POVERTY = 0, say("深度贫困村")
    POOR = 1, say("贫困村")


class VillageTarget(Word):
    """Which villages must be covered: POOR counts those designated deep-poverty too."""

    DEEP_POVERTY = 0, say("深度贫困村")
    POOR = 1, say("贫困村（含深度贫困村）")


class Cover(Word):
    """Cover of one target village on a day, best first."""

    COVERED = 0, say("已结对")
    PLANNED = 1, say("已列任务")
    TOWNSHIP_ONLY = 2, say("仅乡镇结对")
    COUNTY_ONLY = 3, say("仅县级结对")
    NONE = 4, say("无")


class Precision(Word):
    """How exactly a day is known; a month or a year stands for its first day."""

    DAY = 0, say("日")
    MONTH = 1, say("月")
    YEAR = 2, say("年")


class Role(Word):
    """What an account may do; `graph.rights` says it exactly."""

    CITY = 0, say("市级")
    DISTRICT = 1, say("区级")
    COUNTY = 2, say_as("role", "受援县")
    READER = 3, say_as("role", "只读")

    @property
    def has_division(self) -> bool:
        """Is such an account one of a district or a county?"""
        return self in (Role.DISTRICT, Role.COUNTY)


class Measure(Word):
    """What a claim counts that the ledger holds too: distinct parties at one end of pairings."""

    DONOR_TOWNS = 0, say("结对的镇街")
    RECIPIENT_TOWNSHIPS = 1, say_as("counted", "受援乡镇")
    DONOR_VILLAGES = 2, say("结对的村（社区）")
    RECIPIENT_VILLAGES = 3, say_as("counted", "受援村")
    DONOR_SCHOOLS = 4, say("结对的学校")
    RECIPIENT_SCHOOLS = 5, say("受援学校")
    DONOR_HOSPITALS = 6, say("结对的医院")
    RECIPIENT_HOSPITALS = 7, say("受援医院")
    DONOR_ENTERPRISES = 8, say("结对的企业")
    VILLAGES_OF_ENTERPRISES = 9, say("企业结对的村")
