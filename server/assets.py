"""Static files, held in memory, at addresses that change with their content."""

import gzip
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

# Not asked of the machine: registries and mime.types differ, and nosniff trusts what we say.
MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
TEXTS = ("text/css", "text/javascript", "application/json", "image/svg+xml")
SMALL = 1000
"""Bytes that are sent as they are."""
FOREVER = "public, max-age=31536000, immutable"
"""For an address that names the content; any other is asked for again each time."""


class Asset(NamedTuple):
    body: bytes
    media_type: str
    digest: str

    @property
    def is_text(self) -> bool:
        """Is it worth zipping?"""
        return len(self.body) > SMALL and self.media_type in TEXTS


class Assets:
    """The files of one folder. Only what lies there at the start is ever served."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        self._files = {path.relative_to(folder).as_posix(): _read(path) for path in paths}
        self._zips: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def text(self, name: str) -> str:
        return self._files[name].body.decode()

    def url(self, name: str) -> str:
        return f"/static/{name}?v={self._files[name].digest}"

    async def serve(self, request: Request) -> Response:
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        named = request.query_params.get("v") == asset.digest
        headers = {
            "ETag": f'"{asset.digest}"',
            "Cache-Control": FOREVER if named else "no-cache",
        }
        if asset.digest in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = asset.body
        if asset.is_text:
            headers["Vary"] = "Accept-Encoding"
            if "gzip" in request.headers.get("accept-encoding", ""):
                headers["Content-Encoding"] = "gzip"
                body = await self._zipped(asset)
        return Response(body, headers=headers, media_type=asset.media_type)

    async def _zipped(self, asset: Asset) -> bytes:
        """Zipped once, when it is first asked for: the largest takes a tenth of a second."""
        found = self._zips.get(asset.digest)
        if found is None:
            found = await run_in_threadpool(gzip.compress, asset.body, mtime=0)
            self._zips[asset.digest] = found
        return found


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = MEDIA_TYPES.get(path.suffix, "application/octet-stream")
    return Asset(body, media_type, sha256(body).hexdigest()[:16])
