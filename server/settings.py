"""Settings: one table of name, default and help. The environment sets them, options override."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.errors import Invalid


class Setting(NamedTuple):
    """`help` is for people: README and the command line print it."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting(
        "JIEDUI_DATABASE_URL",
        "sqlite:///jiedui.db",
        "数据库的 SQLAlchemy 地址；默认是当前目录里的 SQLite 文件",
    ),
    Setting(
        "JIEDUI_DONOR_SIDE",
        "110000",
        "支援方所在省级区划的编码，其余都是受援方；台账有了主体就不能再改",
    ),
    Setting("JIEDUI_HOST", "127.0.0.1", "监听地址；默认只有本机能访问"),
    Setting("JIEDUI_PORT", "8000", "监听端口；0 由系统选一个"),
    Setting(
        "JIEDUI_ALLOWED_HOSTS",
        "",
        "除本机名和监听地址外还接受的主机名，用逗号分开；经域名或反向代理访问时必须写明",
    ),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANYWHERE = ("0.0.0.0", "::", "")
"""Addresses to listen on that are no name of this host."""


def setting(name: str, environment: Mapping[str, str] | None = None) -> str:
    """What the environment says, or the default; empty counts as unset."""
    return (os.environ if environment is None else environment).get(name) or DEFAULTS[name]


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str = DEFAULTS["JIEDUI_DATABASE_URL"]
    host: str = DEFAULTS["JIEDUI_HOST"]
    port: int = int(DEFAULTS["JIEDUI_PORT"])
    allowed_hosts: tuple[str, ...] = ()

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] | None = None,
        *,
        database_url: str | None = None,
        host: str | None = None,
        port: int | None = None,
    ) -> "Settings":
        """Raises Invalid for a port that is none."""
        named = setting("JIEDUI_ALLOWED_HOSTS", environment).split(",")
        return cls(
            database_url or setting("JIEDUI_DATABASE_URL", environment),
            host or setting("JIEDUI_HOST", environment),
            parse_port(setting("JIEDUI_PORT", environment)) if port is None else port,
            tuple(name.strip().lower() for name in named if name.strip()),
        )

    @property
    def hosts(self) -> frozenset[str]:
        """Names that a request's Host header may have, without a port."""
        own = () if self.host in ANYWHERE else (self.host.lower(),)
        return frozenset((*LOOPBACK, *own, *self.allowed_hosts))


def parse_port(text: str) -> int:
    """Raises Invalid unless it is 0 to 65535."""
    if not (text.isascii() and text.isdigit()) or int(text) > 65_535:
        raise Invalid(f"端口应是 0 到 65535 的数，而不是“{text}”")
    return int(text)
