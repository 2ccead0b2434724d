"""The shape of a text, and nothing of what it says: what a person may see of an ad."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, urlsplit

LONGEST = 32
PARAMETER = re.compile(r"[A-Za-z_][A-Za-z_\[\]-]{0,19}")
PLAIN_SIGNS = frozenset(" .,:;!?+-–—/\\()[]{}<>@#&%*='\"_|~$€£«»…")


def shape_of(text: str) -> str:
    """Return a text with 0 for every digit, x or X for every letter, and cut where it is long."""
    shape = "".join(map(_sign, " ".join(unicodedata.normalize("NFKC", text).split())))
    return shape if len(shape) <= LONGEST else shape[: LONGEST - 1] + "…"


def shape_of_address(address: str) -> str:
    """Return an address as its path, by shape but for separators and the names of parameters.

    A parameter without a value, and one whose name has digits, is shown by its shape, too.
    """
    parts = urlsplit(address)
    if not parts.scheme.startswith("http") and parts.scheme:
        return f"{parts.scheme}:{shape_of(parts.path)}"
    query = "&".join(
        f"{name if value and PARAMETER.fullmatch(name) else shape_of(name)}={shape_of(value)}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    path = "/".join(map(shape_of, parts.path.split("/")))
    return path + (f"?{query}" if query else "")


def _sign(sign: str) -> str:
    if sign in PLAIN_SIGNS:
        return sign
    kind = unicodedata.category(sign)
    if kind.startswith("N"):
        return "0"
    if kind.startswith("L"):
        return "X" if kind in {"Lu", "Lt"} else "x"
    return "" if kind.startswith("M") else "*"
