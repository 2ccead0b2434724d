"""Every folder and module of the product, each with the first line of its own docstring.

`make map` prints it; it needs nothing but Python, and there is no other list to keep up.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def lines() -> Iterator[str]:
    """Yield a line for each folder, in the order of the data's way, and for each of its modules."""
    for top in ("scrapers", "storage", "monitor"):
        for package in sorted((ROOT / top).rglob("__init__.py")):
            folder = package.parent
            yield f"\n{folder.relative_to(ROOT)}/  {_first_line(package)}"
            modules = [file for file in sorted(folder.glob("*.py")) if file != package]
            width = max((len(file.stem) for file in modules), default=0)
            for file in modules:
                yield f"    {file.stem:<{width}}  {_first_line(file)}"


def _first_line(file: Path) -> str:
    """Return what a module says of itself in its first line; an empty text if nothing."""
    whole = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return whole.partition("\n")[0]


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
