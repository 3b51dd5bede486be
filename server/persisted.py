"""Documents that clients ask for by their hash, as Apollo's automatic persisted queries do
(https://www.apollographql.com/docs/apollo-server/performance/apq): a client sends the hash alone;
where it is not known, the document with it, which is then kept.

What is kept is forgotten at a restart and when room is short, so a client must be ready to send
the document again. It is used on the event loop only.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256

KEPT = 1000
"""How many documents are kept, the latest used."""
KEPT_BYTES = 4 * 1024 * 1024
"""How many bytes they may have together, as UTF-8."""
HASH = re.compile(r"[0-9a-f]{64}")
MEMBER = "extensions.persistedQuery"


class NotKept(Exception):
    """No document of this hash is known. The text and the code are what clients look for."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class BadHash(Exception):
    """A persisted query that is none, or is not the document beside it."""


def hash_in(extensions: Mapping[str, object] | None) -> str | None:
    """The hash by which a request asks for its document, None if it does not. Raises BadHash."""
    asked = (extensions or {}).get("persistedQuery")
    if asked is None:
        return None
    if not isinstance(asked, dict):
        raise BadHash(f"{MEMBER}: must be an object.")
    if asked.get("version") != 1 or isinstance(asked["version"], bool):
        raise BadHash(f"{MEMBER}.version: must be 1.")
    found = asked.get("sha256Hash")
    if not isinstance(found, str) or not HASH.fullmatch(found):
        raise BadHash(f"{MEMBER}.sha256Hash: must be 64 hexadecimal digits in lower case.")
    return found


class Documents:
    """The documents by hash, the one used longest ago first."""

    def __init__(self, most: int = KEPT, most_bytes: int = KEPT_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def document(self, asked: str, query: str | None) -> str:
        """The document of this hash, which may be `query`. Raises NotKept, and BadHash when
        `query` has another hash."""
        if query is not None:
            if sha256(_bytes(query)).hexdigest() != asked:
                raise BadHash(f"{MEMBER}.sha256Hash: is not the hash of query.")
            return query
        if asked not in self._kept:
            raise NotKept
        self._kept.move_to_end(asked)
        return self._kept[asked]

    def keep(self, asked: str, document: str) -> None:
        """Only for a document that `document` gave and that was found to be valid."""
        if asked in self._kept:
            self._kept.move_to_end(asked)
            return
        self._kept[asked] = document
        self._bytes += len(_bytes(document))
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            _, forgotten = self._kept.popitem(last=False)
            self._bytes -= len(_bytes(forgotten))


def _bytes(document: str) -> bytes:
    """A text of JSON may hold half a pair of surrogates, which no document holds."""
    return document.encode(errors="surrogatepass")
