"""What all commands of the command line are made with."""

import argparse
from typing import TypeAlias

from server.settings import setting

Parser: TypeAlias = argparse.ArgumentParser
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def add_command(commands: Commands, name: str, text: str, *, database: bool = True) -> Parser:
    added = commands.add_parser(name, help=text, description=text)
    if database:
        added.add_argument(
            "--database",
            metavar="URL",
            default=setting("JIEDUI_DATABASE_URL"),
            help="数据库的 SQLAlchemy 地址（默认 %(default)s，可用 JIEDUI_DATABASE_URL 设定）",
        )
    return added


def add_json(command: Parser) -> None:
    command.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")


def positive(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 12 or int(text) < 1:
        raise argparse.ArgumentTypeError(f"应是从 1 起的整数，而不是“{text[:20]}”")
    return int(text)
