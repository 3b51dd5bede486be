"""Passwords: what one may be, and their argon2id hashes.

64 MiB, two passes and one lane are stronger than the least that OWASP names (19 MiB, two passes):
staff sign in about once a day, so a fifth of a second is nothing to them, and each guess at a
stolen table costs as much memory. One lane, because guesses run side by side anyway. Few are
reckoned at once, so that a flood of sign-ins cannot eat the memory of the machine.
"""

import base64
import secrets
import threading
import unicodedata
from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from graph.errors import Problem, Rejected
from graph.language import say

MEMORY_KIB = 65_536
PASSES = 2
LANES = 1
AT_ONCE = 4
"""Hashes that are reckoned at the same time in one process."""

SHORTEST, LONGEST = 10, 200
FEWEST_SIGNS = 4
"""Different signs that a password has at least."""
# fmt: off
COMMON = frozenset((
    "0123456789", "01234567890", "0987654321", "1234567890", "12345678910", "123456789a",
    "1234567891", "123456789abc", "1234512345", "1234554321", "1234567899", "12345qwert",
    "123123123a", "123qweasdzxc", "1111122222", "1112223334", "147258369a", "147258369147",
    "159357159357", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qazxsw23edc", "789456123a",
    "9876543210", "abc123456789", "abcd123456", "abcd1234567", "abcde12345", "abcdefghij",
    "abcdefg123", "a123456789", "aa123456789", "a1b2c3d4e5", "admin12345", "admin123456",
    "administrator", "adminadmin", "asdfghjkl123", "asdfghjkl;", "beijing123", "beijing2008",
    "beijing2020", "beijing2022", "changeme123", "daxing2020", "football123", "fupin12345",
    "iloveyou123", "jiedui1234", "jiedui12345", "letmein123", "password00", "password01",
    "password1!", "password11", "password12", "password123", "password1234", "p@ssw0rd123",
    "q1w2e3r4t5", "qazwsxedcrfv", "qazwsx123456", "qq123456789", "qwer123456", "qwerasdfzxcv",
    "qwert12345", "qwerty12345", "qwerty123456", "qwertyuiop", "qwertyuiop123", "root123456",
    "test123456", "tuopin2020", "user123456", "welcome123", "woaini1314", "woaini1314520",
    "woaini5201314", "wang123456", "xiaokang2020", "zaq12wsxcde3", "zhang123456", "zxcvbnm123",
    "zxcvbnm123456",
))
# fmt: on
"""Passwords of ten signs or more that are tried first everywhere; shorter ones are refused."""

_reckoning = threading.BoundedSemaphore(AT_ONCE)


def check_password(password: str, login: str, path: str = "password") -> None:
    """May this be the password of this login? Raises Rejected with all that is wrong with it."""
    problems = [
        Problem((path,), code, message) for code, message in _faults(normal(password), login)
    ]
    if problems:
        raise Rejected(problems)


def hash_password(password: str) -> str:
    """Its argon2id hash, with the salt and what it cost."""
    with _reckoning:
        return _hasher().hash(_bytes(password))


def password_matches(hash_: str | None, password: str) -> bool:
    """Is this the hash of the password? None stands for an account that is not there, and costs
    the same work."""
    with _reckoning:
        try:
            return _hasher().verify(hash_ or _nobodys(), _bytes(password[: LONGEST + 1]))
        except (VerifyMismatchError, InvalidHashError):
            return False


def needs_rehash(hash_: str) -> bool:
    """Was it reckoned at another cost than today's?"""
    return _hasher().check_needs_rehash(hash_)


def normal(password: str) -> str:
    """The same signs give the same password, however a keyboard writes them (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def _faults(password: str, login: str) -> Iterator[tuple[str, str]]:
    folded = password.casefold()
    if len(password) < SHORTEST:
        yield (
            "TOO_SHORT",
            say(
                "密码至少 {shortest} 个字符，这里是 {number} 个",
                shortest=SHORTEST,
                number=len(password),
            ),
        )
        return
    if len(password) > LONGEST:
        yield (
            "TOO_LONG",
            say(
                "密码最多 {longest} 个字符，这里是 {number} 个",
                longest=LONGEST,
                number=len(password),
            ),
        )
        return
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in password):
        yield "INVALID", say("密码里有控制字符：请只用看得见的字符和空格")
    if login and not folded.replace(login, "").strip("0123456789"):
        yield "LIKE_LOGIN", say("密码不能就是登录名，或登录名加数字")
    if folded in COMMON or len(set(folded)) < FEWEST_SIGNS:
        yield "COMMON", say("这个密码太常见，最先被人试到：请换一个，例如几个不相干的词连起来")


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def _nobodys() -> str:
    """A hash that no password has, at today's cost."""
    salt, sum_ = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32)
    )
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${sum_}"


def _bytes(password: str) -> bytes:
    return normal(password).encode("utf-8", "surrogatepass")
