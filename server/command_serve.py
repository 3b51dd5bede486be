"""Commands that serve, and that print the schema. The web's packages are loaded only here."""

import argparse
import ctypes
import gc
import os
import socket
import ssl
import sys
from contextlib import closing, suppress

from graph.errors import Invalid
from graph.network.live import Network
from graph.registry.accounts import list_accounts
from graph.registry.database import Database
from server.output import print_json, say
from server.settings import Settings, parse_port


def run_serve(options: argparse.Namespace) -> int:
    import uvicorn  # noqa: PLC0415

    from server.access_log import write_to_stderr  # noqa: PLC0415
    from server.app import create_app  # noqa: PLC0415
    from server.ledger import Ledger  # noqa: PLC0415

    settings = Settings.from_environment(
        database_url=options.database, host=options.host, port=parse_port(options.port)
    )
    require_tls(settings)
    with listen(settings) as listener, closing(Database(settings.database_url)) as database:
        database.migrate()
        require_account(settings, database)
        with closing(Network(database)) as network:
            settle()
            network.follow()
            if settings.access_log:
                write_to_stderr()
            app = create_app(settings, network, Ledger(database, network))
            config = uvicorn.Config(
                *(app, settings.host, settings.port),
                log_level="warning",
                access_log=False,
                server_header=False,
                ssl_certfile=settings.tls.cert if settings.tls else None,
                ssl_keyfile=settings.tls.key if settings.tls else None,
            )
            _announce(settings, listener.getsockname()[1], as_json=options.json)
            # uvicorn stops in good order at Ctrl+C, and then passes it on.
            with suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listener])
    return 0


def settle() -> None:
    """What was just built lives long: the collector need not walk it again and again, and what
    building it took goes back to the system, which is a third of all at national size."""
    gc.freeze()
    # Of glibc; other libraries give back by themselves.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


def require_tls(settings: Settings) -> None:
    """Raises Invalid when others than those at this machine would send passwords in the clear, or
    the certificate is none."""
    if settings.is_open and not settings.is_https:
        raise Invalid(
            f"监听 {settings.host} 而没有 TLS，密码会明文经过网络，未启动：设 JIEDUI_TLS_CERT 和"
            " JIEDUI_TLS_KEY 由它自己负责 TLS；或只监听 127.0.0.1，由反向代理负责 TLS，并设"
            " JIEDUI_PUBLIC_URL=https://域名"
        )
    if settings.tls is not None:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*settings.tls)
        except OSError as error:
            files = "JIEDUI_TLS_CERT 和 JIEDUI_TLS_KEY"
            raise Invalid(f"{files} 不是一对 PEM 的证书和私钥（{error}）") from error


def require_account(settings: Settings, database: Database) -> None:
    """Raises Invalid when others can reach it and nobody can sign in."""
    if not settings.is_open:
        return
    with database.read() as connection:
        enabled = any(not one.disabled for one in list_accounts(connection))
    if not enabled:
        raise Invalid(
            "没有可用的账号，不能让别的机器访问，未启动："
            "先运行 jiedui user add 登录名 --role city；"
            "或只在本机用，不设 --host、JIEDUI_HOST 和 JIEDUI_PUBLIC_URL"
        )


def listen(settings: Settings) -> socket.socket:
    """Before anything is said: the port may be taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host} 的端口 {settings.port}"
        raise Invalid(f"监听不了 {where}（{error.strerror}）：换一个 --port 或 --host") from error
    # asyncio does so only for sockets that it made. Without it the second part of an answer waits
    # until the client has acknowledged the first, which is 40 ms on a kept connection.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _announce(settings: Settings, port: int, *, as_json: bool) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    own = f"{'https' if settings.tls else 'http'}://{host}:{port}"
    address = f"{settings.public_url or own}/"
    if as_json:
        print_json({"url": address})
        sys.stdout.flush()
    else:
        say(f"打开 {address} ，按 Ctrl+C 停止")


def run_schema(options: argparse.Namespace) -> int:
    from schema.build import print_sdl  # noqa: PLC0415

    if options.json:
        print_json({"sdl": print_sdl()})
    else:
        print(print_sdl(), end="")
    return 0
