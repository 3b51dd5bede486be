"""What a client asks."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A document, which of its operations, and the variables."""

    query: str
    operation: str | None = None
    variables: dict[str, Any] | None = None
