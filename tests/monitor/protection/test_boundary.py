"""Between true and protected counts: only protection makes what may leave."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
MAKERS = {
    "monitor/counting/week_counts.py": "adds protected counts up",
    "monitor/counting/identifier_figures.py": "adds protected counts up",
    "monitor/protection/cell_key.py": "protects",
    "storage/columns.py": "reads the protected columns of cells and of figures over a year",
    "storage/year_figures.py": "says 0 of what no identifier of a year was seen in",
}
TRUE_COUNTS = {
    "Count",
    "WeekCounts",
    "WeekSightings",
    "WeekNumbers",
    "YearNumbers",
    "CountWeek",
    "SweepStatistics",
    "Attempt",
}


def modules(folder: str) -> dict[str, ast.Module]:
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted((ROOT / folder).rglob("*.py"))
    }


def test_protected_counts_are_made_in_few_places_only() -> None:
    """A call of the type, or a cast to it, anywhere else would let a true count out."""
    making = {
        name
        for folder in ("monitor", "storage", "scrapers")
        for name, tree in modules(folder).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and any(
            isinstance(part, ast.Name) and part.id == "Protected"
            for part in (node.func, *node.args)
        )
    }
    assert making == set(MAKERS)


def test_no_report_and_no_page_names_a_true_count() -> None:
    """Neither the type nor the store's method that gives them."""
    found = {
        (name, alias.name)
        for folder in ("monitor/report", "monitor/page")
        for name, tree in modules(folder).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in TRUE_COUNTS
    }
    assert found == set()


def test_what_may_be_published_has_no_way_to_a_true_count() -> None:
    """The reader of protected counts never names the function that reads true ones."""
    tree = ast.parse((ROOT / "storage" / "publishable.py").read_text(encoding="utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert used & {"counts_between", "all_between", "week_sightings", "kept_sightings"} == set()
    assert {"cells_between", "flags_between"} <= used
