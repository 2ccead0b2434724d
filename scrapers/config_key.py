"""What a key of config.toml says of itself: its meaning, a right value, and its bounds.

A key is described where it is defined, as in `Annotated[float, Key("...", "5.0", least=0)]`.
Checks, messages, the guide's tables, a probe's rows and the order of a suggested block are made of
that. Pydantic, which reads the classes, lets these descriptions be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, is_dataclass, replace
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

Reads = Literal["page", "card", "own page", "html", "json", ""]
"""What a selector is tried on: a list page or a card, each as HTML or data as the block has it; the
ad's own page; HTML alone or data alone. "" is no selector."""


MOST_QUOTED = 100_000
"""A number of six digits or more could be somebody's, and is not repeated."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of config.toml: `says` what it is for, `example` is a right value as TOML writes it.

    A number is at least `least`, at most `most` and below `below`, where they are given. `shape` is
    the class that a table at this key is read into, None where it holds no table of known keys;
    it and `name` are told by where the key is defined (`keys_of`).
    """

    says: str
    example: str
    _: KW_ONLY
    reads: Reads = ""
    least: float | None = None
    most: float | None = None
    below: float | None = None
    name: str = ""
    shape: type | None = None

    @property
    def line(self) -> str:
        """A right line with this key, or the header of its table."""
        if self.example.strip("[]") == self.name:
            return self.example
        return f"{self.name} = {self.example}"

    @property
    def bounds(self) -> str:
        """The bounds of a number, in words; "" without any."""
        if self.least is not None and self.most is not None:
            return f"{self.least:g} to {self.most:g}"
        named = {"at least": self.least, "at most": self.most, "less than": self.below}
        return " and ".join(f"{way} {n:g}" for way, n in named.items() if n is not None)

    def fault(self, value: object) -> str | None:
        """Return what is wrong with a number that is out of bounds; None for anything else."""
        if not self.bounds or not isinstance(value, int | float):
            return None
        least = -math.inf if self.least is None else self.least
        most = math.inf if self.most is None else self.most
        below = math.inf if self.below is None else self.below
        # Without a bound above, a number that is infinite is refused too, and nan always.
        if least <= value <= most and value < below:
            return None
        is_quoted = not math.isfinite(value) or abs(value) < MOST_QUOTED
        return f"expected {self.bounds}, found {value if is_quoted else 'a number far off'}"


@cache
def keys_of(shape: type) -> Mapping[str, Key]:
    """Return the keys that a class describes, by name, in the order of their definition."""
    return {
        name: replace(item, name=name, shape=_shape(hint))
        for name, hint, metadata in _annotated(shape)
        for item in metadata
        if isinstance(item, Key)
    }


def key_at(shape: type, path: tuple[str | int, ...]) -> Key | None:
    """Return the key at a path such as ("portal", 1, "start"), or the last known one above it."""
    last: Key | None = None
    keys = keys_of(shape)
    for name in path:
        if isinstance(name, int):
            continue
        if name not in keys:
            break
        last = keys[name]
        keys = keys_of(last.shape) if last.shape else {}
    return last


def _annotated(shape: type) -> Iterator[tuple[str, Any, tuple[object, ...]]]:
    """Yield the name, the type and the metadata of what a dataclass or a pydantic model holds."""
    if is_dataclass(shape):
        for name, hint in get_type_hints(shape, include_extras=True).items():
            yield name, hint, getattr(hint, "__metadata__", ())
    else:
        for name, info in getattr(shape, "model_fields", {}).items():
            yield info.alias or name, info.annotation, tuple(info.metadata)


def _shape(hint: Any) -> type | None:
    return next(_shapes(hint), None)


def _shapes(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and keys_of(hint):
        yield hint
    for part in get_args(hint):
        yield from _shapes(part)
