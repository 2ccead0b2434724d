"""A suggested line of a portal block: what it says, how sure it is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.config.shorter import shortened, toml


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of a block with its value; an empty `value` is left for a person to fill in.

    A `remark` is a value that a person may want: it is written as a comment and does nothing.
    """

    key: str
    value: str | int | float | bool | Mapping[str, object] | list[Mapping[str, object]] | None
    sure: bool
    why: str
    remark: bool = False

    def as_toml(self) -> str:
        """Write it with a comment that tells how sure it is; what is left open is commented out."""
        note = f"# {'sure' if self.sure else 'unsure'}: {self.why}"
        if self.value is None:
            return f"# {self.key} = ...  {note}"
        return f"{'# ' * self.remark}{self.key} = {toml(shortened(self.key, self.value))}  {note}"
