"""What the rows of each table are called on the screen, wherever they are told of."""

SUBJECTS = {
    "party": "主体",
    "alias": "又名",
    "capacity": "可结对村数",
    "designation": "认定",
    "pairing": "结对关系",
    "poverty": "贫困数据",
    "printed_rate": "贫困发生率",
    "cause": "致贫原因",
    "claim": "计划数",
    "source": "来源",
    "account": "账号",
}
