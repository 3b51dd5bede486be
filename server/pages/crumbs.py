"""Where a page stands: the way to it from the first one, the same on every page."""

from collections.abc import Mapping

from graph.language import say, say_as
from server.pages.asked import Asked, Ref, Shown

SECTIONS: Mapping[str, str] = {
    "/audit": "/batches",
    "/batches/": "/batches",
    "/changes/": "/changes",
    "/dependence/": "/dependence",
    "/city": "/pictures",
    "/districts/": "/districts",
    "/filters/": "/filters",
    "/imports/": "/imports",
    "/map": "/pictures",
    "/network": "/pictures",
    "/institutions/": "/institutions",
    "/naming/": "/naming",
    "/pairings/": "/pairings",
    "/participation/": "/participation",
    "/parties/": "/parties",
    "/quality/": "/quality",
    "/reconciliation/": "/reconciliation",
    "/suggestions/": "/suggestions",
}
"""Pages below another, by the beginning of their path, and the path of that one."""
NAMES: Mapping[str, str] = {
    "/batches": say("改动"),
    "/changes": say("变化"),
    "/dependence": say("依赖"),
    "/districts": say_as("nav", "支援区"),
    "/filters": say("我的筛选"),
    "/imports": say("导入台账"),
    "/institutions": say("受援单位"),
    "/naming": say("村的定名"),
    "/pairings": say("结对关系"),
    "/pictures": say("关系图"),
    "/participation": say("参与情况"),
    "/parties": say_as("nav", "主体"),
    "/quality": say("数据质量"),
    "/reconciliation": say("计划与台账对照"),
    "/suggestions": say("受援县的建议"),
}
HOME = say("总览")


def way_to(asked: Asked, shown: Shown) -> tuple[Ref, ...]:
    """From the first page down to what the page stands below, each a link; nothing on the first
    page itself."""
    if asked.path == "/":
        return ()
    section = next((to for path, to in SECTIONS.items() if asked.path.startswith(path)), "")
    above = [Ref(HOME, asked.urls.overview())]
    if section and asked.path != section:
        above.append(Ref(NAMES[section], asked.urls.to(section)))
    own = [ref for ref in shown.crumbs if ref.text not in {one.text for one in above}]
    if own and own[-1].text == shown.title:
        own.pop()
    return (*above, *own)
