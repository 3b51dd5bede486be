"""How every address keeps what the reader chose."""

from collections.abc import Mapping

from server.address import FORMS, Files, written


class KeptUrls:
    """`kept` holds the day, the target and so on."""

    def __init__(self, kept: Mapping[str, str] | None = None) -> None:
        self.kept = dict(kept or {})
        self._suffix = written(self.kept)

    def to(self, path: str, query: Mapping[str, object] | None = None) -> str:
        parts = [part for part in (self._suffix, written(query or {})) if part]
        return f"{path}?{'&'.join(parts)}" if parts else path

    def _files(self, path: str, **query: object) -> Files:
        return tuple((form, self.to(f"{path}{form}", query)) for form in FORMS)
