"""The guide's tables of all keys, made of the keys' own descriptions.

`python -m tests.key_tables` writes them into docs/adding-a-portal.md anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from monitor.config.shorter import toml
from scrapers.config_key import keys_of
from scrapers.portal_config import (
    Bounds,
    Detail,
    Exclusion,
    Field,
    Hours,
    NextPage,
    Portal,
    Terms,
)

GUIDE = Path(__file__).parents[1] / "docs" / "adding-a-portal.md"
TABLES = re.compile(r"(?<=<!-- made by tests/key_tables.py -->\n).*?(?=<!-- end -->)", re.DOTALL)
SHAPES: dict[type, str] = {
    Portal: "A `[[portal]]` block",
    Field: "A field: `ad`, `number`, `text`, `place`, `label`, `total`, `lists`, `link`",
    Exclusion: "A mark: `exclude`, `hidden` (`everywhere` only in the block's own `exclude`)",
    NextPage: "`next`",
    Detail: "`detail`",
    Terms: "`terms`",
    Bounds: "`bounds`",
    Hours: "`hours`",
}
HEAD = "| Key | What it says | Example | Left out |\n|---|---|---|---|"


def tables() -> str:
    """Return all tables as Markdown."""
    return "".join(
        f"\n{title}:\n\n{HEAD}\n" + "".join(f"{row}\n" for row in _rows(shape))
        for shape, title in SHAPES.items()
    )


def _rows(shape: type) -> Iterator[str]:
    left_out = {each.name: _left_out(each) for each in fields(shape)}
    for name, key in keys_of(shape).items():
        says = f"{key.says}; {key.bounds}" if key.bounds else key.says
        cells = (f"`{name}`", says, f"`{key.line}`", left_out[name])
        yield f"| {' | '.join(cells)} |"


def _left_out(each: Any) -> str:
    """Return what holds where a key is left out; nothing for what is then not asked for."""
    if each.default is MISSING:
        return "must be there" if each.default_factory is MISSING else ""
    return "" if each.default in {None, "", ()} else f"`{toml(each.default)}`"


def main() -> None:
    """Write the tables into the guide."""
    text = TABLES.sub(lambda _: tables() + "\n", GUIDE.read_text(encoding="utf-8"))
    GUIDE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
