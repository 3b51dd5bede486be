"""Settings: one table of name, default and help. The environment sets them, options override."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

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
    Setting(
        "JIEDUI_PUBLIC_URL",
        "",
        "别人打开它用的地址，如 https://jiedui.example.cn，由反向代理负责 TLS；"
        "设了就只接受这个主机名，Cookie 只走 https",
    ),
    Setting("JIEDUI_TLS_CERT", "", "自己负责 TLS 时的证书文件（PEM，含中间证书）"),
    Setting("JIEDUI_TLS_KEY", "", "证书的私钥文件（PEM）"),
    Setting("JIEDUI_PUBLIC_READING", "", "1 表示有账号以后，不登录也可以看、可以查询，但不能改"),
    Setting("JIEDUI_ACCESS_LOG", "", "1 表示每个请求往标准错误写一行 JSON"),
    Setting(
        "JIEDUI_METRICS", "", "1 表示在 /metrics 给出 Prometheus 指标，只给本机和登录的市级账号"
    ),
    Setting(
        "JIEDUI_EXPLORER",
        "",
        "1 表示在 /graphql/explorer 给出查询界面，0 表示不给；默认只有本机能访问时给",
    ),
    Setting("JIEDUI_SUGGESTIONS", "", "1 表示 GraphQL 的错误提示可能想写的名称"),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANYWHERE = ("0.0.0.0", "::", "")
"""Addresses to listen on that are no name of this host."""


def setting(name: str, environment: Mapping[str, str] | None = None) -> str:
    """What the environment says, or the default; empty counts as unset."""
    return (os.environ if environment is None else environment).get(name) or DEFAULTS[name]


class Tls(NamedTuple):
    """Files in PEM: the certificate with what signs it, and its key."""

    cert: str
    key: str


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str = DEFAULTS["JIEDUI_DATABASE_URL"]
    host: str = DEFAULTS["JIEDUI_HOST"]
    port: int = int(DEFAULTS["JIEDUI_PORT"])
    allowed_hosts: tuple[str, ...] = ()
    public_url: str = ""
    tls: Tls | None = None
    public_reading: bool = False
    access_log: bool = False
    metrics: bool = False
    explorer: bool | None = None
    suggestions: bool = False

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] | None = None,
        *,
        database_url: str | None = None,
        host: str | None = None,
        port: int | None = None,
    ) -> "Settings":
        """Raises Invalid for a port, an address or a file that is none."""
        named = setting("JIEDUI_ALLOWED_HOSTS", environment).split(",")
        return cls(
            database_url or setting("JIEDUI_DATABASE_URL", environment),
            host or setting("JIEDUI_HOST", environment),
            parse_port(setting("JIEDUI_PORT", environment)) if port is None else port,
            tuple(name.strip().lower() for name in named if name.strip()),
            parse_public_url(setting("JIEDUI_PUBLIC_URL", environment)),
            _tls(environment),
            _flag("JIEDUI_PUBLIC_READING", environment),
            _flag("JIEDUI_ACCESS_LOG", environment),
            _flag("JIEDUI_METRICS", environment),
            _flag("JIEDUI_EXPLORER", environment)
            if setting("JIEDUI_EXPLORER", environment)
            else None,
            _flag("JIEDUI_SUGGESTIONS", environment),
        )

    @property
    def hosts(self) -> frozenset[str]:
        """Names that a request's Host header may have, without a port."""
        if self.public_url:
            return frozenset((urlsplit(self.public_url).hostname or "", *self.allowed_hosts))
        own = () if self.host in ANYWHERE else (self.host.lower(),)
        return frozenset((*LOOPBACK, *own, *self.allowed_hosts))

    @property
    def is_https(self) -> bool:
        """Do browsers reach the pages by TLS, ours or a proxy's?"""
        return bool(self.public_url) or self.tls is not None

    @property
    def is_open(self) -> bool:
        """Can others than those at this machine reach it?"""
        return bool(self.public_url) or not is_loopback(self.host)

    @property
    def has_explorer(self) -> bool:
        """As it is set; else where nobody but this machine can reach it."""
        return not self.is_open if self.explorer is None else self.explorer


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def parse_port(text: str) -> int:
    """Raises Invalid unless it is 0 to 65535."""
    if not (text.isascii() and text.isdigit()) or int(text) > 65_535:
        raise Invalid(f"端口应是 0 到 65535 的数，而不是“{text}”")
    return int(text)


def parse_public_url(text: str) -> str:
    """The address without a slash at its end; empty for none. Raises Invalid unless it is https
    and names a host and nothing below it."""
    if not text:
        return ""
    try:
        parts = urlsplit(text.strip().lower())
        fits = parts.scheme == "https" and parts.hostname and _is_bare(parts)
    except ValueError:
        fits = False
    if not fits:
        raise Invalid(f"JIEDUI_PUBLIC_URL 应像 https://jiedui.example.cn 这样，而不是“{text}”")
    return f"https://{parts.netloc}"


def _is_bare(parts: SplitResult) -> bool:
    named = "@" not in parts.netloc and parts.port != 0
    return named and parts.path in ("", "/") and not parts.query and not parts.fragment


def _tls(environment: Mapping[str, str] | None) -> Tls | None:
    names = ("JIEDUI_TLS_CERT", "JIEDUI_TLS_KEY")
    cert, key = (setting(name, environment) for name in names)
    if not cert and not key:
        return None
    for name, path in zip(names, (cert, key), strict=True):
        if not path:
            raise Invalid(f"JIEDUI_TLS_CERT 和 JIEDUI_TLS_KEY 要一起设：缺 {name}")
        if not Path(path).is_file():
            raise Invalid(f"{name}：没有文件 {path}")
    return Tls(cert, key)


def _flag(name: str, environment: Mapping[str, str] | None) -> bool:
    text = setting(name, environment)
    if text not in ("", "0", "1"):
        raise Invalid(f"{name} 应是 1 或 0，而不是“{text}”")
    return text == "1"
