"""Commands that serve, and that print the schema. The web's packages are loaded only here."""

import argparse
from contextlib import suppress

from graph.network.live import Network
from graph.registry.database import Database
from server.output import say
from server.settings import Settings, parse_port


def run_serve(options: argparse.Namespace) -> int:
    import uvicorn  # noqa: PLC0415

    from server.app import create_app  # noqa: PLC0415
    from server.ledger import Ledger  # noqa: PLC0415

    settings = Settings.from_environment(
        database_url=options.database, host=options.host, port=parse_port(options.port)
    )
    database = Database(settings.database_url)
    database.migrate()
    network = Network(database)
    network.follow()
    app = create_app(settings, network, Ledger(database, network))
    config = uvicorn.Config(app, host=settings.host, port=settings.port, log_level="warning")
    say(f"打开 http://{settings.host}:{settings.port}/ ，按 Ctrl+C 停止")
    try:
        # uvicorn stops in good order at Ctrl+C, and then passes it on.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run()
    finally:
        network.close()
        database.close()
    return 0


def run_schema(_: argparse.Namespace) -> int:
    from schema.build import print_sdl  # noqa: PLC0415

    print(print_sdl(), end="")
    return 0
