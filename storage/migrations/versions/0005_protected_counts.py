"""Counts protected once, beside the true ones; overlaps of portals are no longer kept as they are.

What an earlier version counted is protected here by the count itself, under a secret that the
caller makes and throws away. Weeks that still have all their identifiers are only marked: they are
counted again with their year's key.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from storage.errors import DatabaseProblem

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ALL = "all"
DISTINCT, IN_TWO_WEEKS = "distinct_numbers", "numbers_in_two_weeks"
LEAST = 10
Key = tuple[str, str, str]
Values = dict[Key, float]
Protect = Callable[[int, Key, float], int]


def upgrade() -> None:
    """Go one version up."""
    weeks, dominated = _old_weeks(), _dominated()
    figures = _rows("SELECT year, portal, name, value FROM yearly_figure")
    closed = {year for (year,) in _rows("SELECT year FROM closing")}
    for table in ("weekly_count", "weekly_overlap", "yearly_figure"):
        op.drop_table(table)
    counts, cells, flags, yearly = _create()
    if not (weeks or figures):
        return
    given = context.config.attributes["upgrade"]
    if given is None:
        raise DatabaseProblem(
            "the counts in this database are of an earlier version and have to be protected first: "
            "open it once with any command of monitor, such as monitor status"
        )
    protect: Protect = given.protect
    marked = _weeks_with_all_identifiers()
    for week, values in weeks.items():
        year = int(week[:4])
        true = {
            k: v
            for k, v in values.items()
            if v and _is_true(k) and not _is_gone(k, v, year, closed)
        }
        _insert(counts, {"week": week}, true)
        if week in marked:
            _insert(flags, {"week": week}, {(ALL, ALL, "unprotected"): None})
            continue
        _insert(cells, {"week": week}, _protected(values, year, protect))
        _insert(flags, {"week": week}, dict.fromkeys(dominated[week]))
    for key, new in _protected_figures(figures, protect).items():
        year, portal, name = key
        _execute(yearly.insert(), year=year, portal=portal, name=name, value=new)


def _protected_figures(
    figures: Sequence[Any], protect: Protect
) -> dict[tuple[int, str, str], int | None]:
    """Protect the numbers seen in one week and those seen in more; all numbers are their sum."""
    values = {(year, portal, name): value for year, portal, name, value in figures}
    protected: dict[tuple[int, str, str], int | None] = {}
    for (year, portal, name), value in values.items():
        twice = values.get((year, portal, IN_TWO_WEEKS))
        if value is None:
            protected[year, portal, name] = None
        elif name == DISTINCT and twice is not None:
            once = protect(year, (portal, ALL, "numbers_in_one_week"), value - twice)
            protected[year, portal, name] = once + protect(year, (portal, ALL, IN_TWO_WEEKS), twice)
        else:
            protected[year, portal, name] = protect(year, (portal, ALL, name), value)
    return protected


def _old_weeks() -> dict[str, Values]:
    """Return what each week's counts and overlaps are in the new cells, and as true counts."""
    threshold = getattr(context.config.attributes.get("upgrade"), "threshold", 2)
    weeks: dict[str, Values] = defaultdict(lambda: defaultdict(float))
    portals: dict[str, set[str]] = defaultdict(set)
    old: dict[tuple[str, str, str], Mapping[str, float]] = defaultdict(dict)
    for week, portal, place, measure, value in _rows(
        "SELECT week, portal, place, measure, value FROM weekly_count"
    ):
        portals[week].add(portal)
        old[week, portal, place] = {**old[week, portal, place], measure: value}
    for (week, portal, place), measures in old.items():
        for key, value in _of_ads(portal, place, measures, threshold):
            weeks[week][key] += value
    for week, names, place, numbers in _rows(
        "SELECT week, portals, place, numbers FROM weekly_overlap"
    ):
        for key in _of_numbers(names, place, len(portals[week])):
            weeks[week][key] += numbers
    return {week: dict(values) for week, values in sorted(weeks.items())}


def _of_ads(
    portal: str, place: str, old: Mapping[str, float], threshold: int
) -> Iterator[tuple[Key, float]]:
    where = (portal if place == ALL else ALL, place)
    upto = {number: old.get(f"individual_{number}", 0.0) for number in (1, 2, 3, 5)}
    ads, without = old.get("ads", 0.0), old.get("without_number", 0.0)
    yield (*where, "ads"), ads
    yield (*where, f"individual_{threshold}"), upto[threshold]
    yield (*where, f"more_{threshold}"), ads - without - upto[threshold]
    yield (*where, "no_number"), without
    if place == ALL:
        for name, low, high in (("2", 1, 2), ("3", 2, 3), ("4_5", 3, 5)):
            yield (ALL, ALL, f"ads_on_{name}"), upto[high] - upto[low]


def _of_numbers(names: str, place: str, portals: int) -> Iterator[Key]:
    """Yield the cells, and the true counts, of numbers that are on just these portals."""
    on = names.split("+")
    if place != ALL:
        yield ALL, place, "numbers"
        return
    for portal in on:
        yield portal, ALL, "numbers"
        yield portal, ALL, "only" if len(on) == 1 else "shared"
    if len(on) > 1:
        yield ALL, ALL, "several"
        if portals <= 3:
            yield names, ALL, "exact"


def _dominated() -> dict[str, list[Key]]:
    """Return where one number may have over half of a week's ads, by the bound that was kept."""
    sums: dict[tuple[str, str, str], Values] = defaultdict(lambda: defaultdict(float))
    for week, portal, place, measure, value in _rows(
        "SELECT week, portal, place, measure, value FROM weekly_count"
    ):
        for where in {(portal if place == ALL else ALL, place), (ALL, place)}:
            sums[week, *where][measure, "", ""] += value
    found: dict[str, list[Key]] = defaultdict(list)
    for (week, portal, place), of in sums.items():
        if of["top_number_ads", "", ""] > of["ads", "", ""] / 2:
            found[week] += [(portal, place, "ads_of_one"), (portal, place, "more_of_one")]
    return found


def _protected(values: Values, year: int, protect: Protect) -> dict[Key, int]:
    """Protect each cell once; what is shared is a sum of exact sets, where these are cells."""
    exact = {key for key in values if key[2] == "exact"}
    sums = {key for key in values if exact and key[2] in {"shared", "several"}}
    drawn = {k: protect(year, k, v) for k, v in values.items() if _is_cell(k) and k not in sums}
    for key in sums:
        within = {key[0]} - {ALL}
        drawn[key] = sum(drawn[part] for part in exact if within <= set(part[0].split("+")))
    return {key: value for key, value in drawn.items() if value}


def _is_true(key: Key) -> bool:
    return key[2].startswith(("ads", "individual_", "more_", "no_number", "numbers")) and not (
        key[2].startswith("ads_on")
    )


def _is_cell(key: Key) -> bool:
    return key[2] != "ads" and not (key[2] == "numbers" and key[1] == ALL)


def _is_gone(key: Key, value: float, year: int, closed: set[int]) -> bool:
    """Whether a true count of a place is too small to be kept when its year is closed."""
    return year in closed and key[1] != ALL and value < LEAST


def _weeks_with_all_identifiers() -> set[str]:
    sweeps = _rows("SELECT week, forgotten FROM sweep WHERE outcome IN ('complete', 'suspect')")
    return {week for week, _ in sweeps} - {week for week, forgotten in sweeps if forgotten}


def _create() -> tuple[sa.Table, sa.Table, sa.Table, sa.Table]:
    counts = op.create_table(
        "weekly_count",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("week", "portal", "place", "measure", name=op.f("pk_weekly_count")),
    )
    cells = op.create_table(
        "weekly_cell",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("portals", sa.String(length=130), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "portals", "place", "measure", name=op.f("pk_weekly_cell")),
    )
    flags = op.create_table(
        "weekly_flag",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("portals", sa.String(length=130), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("week", "portals", "place", "measure", name=op.f("pk_weekly_flag")),
    )
    yearly = op.create_table(
        "yearly_figure",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("year", "portal", "name", name=op.f("pk_yearly_figure")),
    )
    return counts, cells, flags, yearly


def _rows(query: str) -> list[Any]:
    return list(op.get_bind().execute(sa.text(query)))


def _execute(statement: sa.Insert, **values: object) -> None:
    op.get_bind().execute(statement, values)


def _insert(table: sa.Table, named: dict[str, object], values: Mapping[Key, float | None]) -> None:
    """Insert rows of a week: names, and a value where the table has one."""
    names = [column.name for column in table.columns][1:]
    rows = [named | dict(zip(names, (*key, v), strict=False)) for key, v in values.items()]
    if rows:
        op.get_bind().execute(table.insert(), rows)
