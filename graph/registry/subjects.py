"""What the rows of each table are called on the screen, wherever they are told of."""

from graph.language import say

SUBJECTS = {
    "party": say("主体"),
    "alias": say("又名"),
    "capacity": say("可结对村数"),
    "designation": say("认定"),
    "pairing": say("结对关系"),
    "poverty": say("贫困数据"),
    "printed_rate": say("贫困发生率"),
    "cause": say("致贫原因"),
    "claim": say("计划数"),
    "source": say("来源"),
    "account": say("账号"),
}
