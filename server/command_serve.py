"""Commands that serve, and that print the schema. The web's packages are loaded only here."""

import argparse
import socket
import sys
from contextlib import suppress

from graph.errors import Invalid
from graph.network.live import Network
from graph.registry.database import Database
from server.output import print_json, say
from server.settings import Settings, parse_port


def run_serve(options: argparse.Namespace) -> int:
    import uvicorn  # noqa: PLC0415

    from server.app import create_app  # noqa: PLC0415
    from server.ledger import Ledger  # noqa: PLC0415

    settings = Settings.from_environment(
        database_url=options.database, host=options.host, port=parse_port(options.port)
    )
    listener = _listen(settings)
    database = Database(settings.database_url)
    database.migrate()
    network = Network(database)
    network.follow()
    app = create_app(settings, network, Ledger(database, network))
    config = uvicorn.Config(app, host=settings.host, port=settings.port, log_level="warning")
    _announce(settings.host, listener.getsockname()[1], as_json=options.json)
    try:
        # uvicorn stops in good order at Ctrl+C, and then passes it on.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        network.close()
        database.close()
    return 0


def _listen(settings: Settings) -> socket.socket:
    """Before anything is said: the port may be taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host} 的端口 {settings.port}"
        raise Invalid(f"监听不了 {where}（{error.strerror}）：换一个 --port 或 --host") from error


def _announce(host: str, port: int, *, as_json: bool) -> None:
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
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
