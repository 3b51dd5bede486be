"""The explorer at /graphql/explorer: Altair from this server, the worked examples in its tabs."""

import json
import secrets
from typing import NamedTuple

from starlette.routing import BaseRoute, Route

from graph.errors import Invalid
from graph.language import CHINESE, ENGLISH, language_now, say, told
from schema.worked import Example, examples
from server.assets import Assets
from server.desk import Desk
from server.pages.asked import Asked, Show, Shown

PATH = "/graphql/explorer"
FOLDER = "vendor/altair"
"""Comes by an install step."""
MAIN = f"{FOLDER}/main.js"
LANGUAGES = {CHINESE: "zh-CN", ENGLISH: "en-US"}
"""As Altair calls them."""
TITLES = {
    str(title): title
    for title in (
        say("还有哪些村没有结对"),
        say("各县的覆盖"),
        say("按名称、拼音或首字母找主体"),
        say("一个区支援的结对，一页一页地取"),
        say("一个村，和支援它的是谁"),
        say("覆盖逐季的变化"),
        say("一个主体周围的结对网络"),
        say("两个主体怎样连在一起"),
        say("登记一条结对（会写入台账）"),
        say("签订一条已列任务的结对（会写入台账）"),
        say("把一条结对移交给另一个支援方（会写入台账）"),
        say("哪些村只靠一个支援区"),
        say("若这些支援方一起退出，哪些村会失去结对"),
        say("没有支援方的村可以请谁，找不到的是为什么"),
    )
}
"""What the worked examples are about, as their first lines say; said here to be translated."""


class ExplorerPage(NamedTuple):
    """`options` are Altair's, as JSON. `nonce` marks the styles that Altair makes."""

    base: str
    options: str
    nonce: str


def explorer_routes(desk: Desk, assets: Assets, *, required: bool) -> list[BaseRoute]:
    """Where Altair is not installed there is none; raises Invalid if one is required."""
    if MAIN in assets:
        return [Route(PATH, desk.page(_view()), methods=["GET"])]
    if required:
        raise Invalid("JIEDUI_EXPLORER=1，但查询界面还没有装：先运行 make setup，或设为 0")
    return []


def _view() -> Show:
    """Each answer has a nonce of its own."""
    shown = examples()

    def explorer(_: Asked) -> Shown:
        nonce = secrets.token_urlsafe(16)
        windows = [_window(example) for example in shown]
        options = json.dumps(_options(windows, nonce), ensure_ascii=False)
        page = ExplorerPage(f"/static/{FOLDER}/", options, nonce)
        headers = {"Content-Security-Policy": policy(nonce)}
        return Shown("explorer", say("查询"), page, headers=headers)

    return explorer


def policy(nonce: str) -> str:
    """As strict as Altair can live under. Style attributes must be allowed, since browsers write
    them themselves when one types over what an editor has coloured."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )


def _options(windows: list[dict[str, str]], nonce: str) -> dict[str, object]:
    return {
        "initialWindows": windows,
        "instanceStorageNamespace": "jiedui_",
        "disableAccount": True,
        # A computer may be shared: what one typed, a token among it, is not kept.
        "preserveState": False,
        "cspNonce": nonce,
        "initialSettings": {
            "language": LANGUAGES[language_now()],
            "theme": "system",
            "alert.disableUpdateNotification": True,
            "disablePushNotification": True,
            "banners.disable": True,
        },
    }


def _window(example: Example) -> dict[str, str]:
    title = told(TITLES[example.title])
    return {
        "initialName": title,
        "initialQuery": example.document.replace(example.title, title, 1),
        "initialVariables": example.variables,
    }
