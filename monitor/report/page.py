"""The report as one self-contained web page: table, chart, effort, and what the figures are not."""

from __future__ import annotations

from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.report import notes
from monitor.report.annual import Annual, Row
from monitor.report.quality import efforts
from monitor.report.words import Words

SYMBOLS = (":", "..", ".", "-", "e", "u", "p")


def report_page(annual: Annual, words: Words, chart: str) -> str:
    """Return the whole page as HTML, with `chart` as its picture, in SVG."""
    environment = Environment(
        loader=PackageLoader("monitor.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        annual=annual,
        words=words,
        groups=_groups(annual, words),
        efforts=efforts(annual.runs),
        chart=Markup(chart),  # noqa: S704 - our own SVG, made by vl-convert
        symbols=SYMBOLS,
        headline=words.headline(annual.headline, annual.year) if annual.headline else None,
        extremes=extremes(annual, words),
        history=notes.history(annual, words),
        changed=notes.changed(annual, words),
        changed_weeks=notes.changed_weeks(annual),
        breaks=notes.breaks(annual, words),
        missing=notes.missing(annual, words),
    )


def extremes(annual: Annual, words: Words) -> list[str]:
    """Name the highest and the lowest month and week of the lead figure."""
    said = []
    for extreme, name in ((annual.months, words.month), (annual.weeks, str)):
        if extreme is not None:
            said.append(
                words(
                    "extremes",
                    high=name(extreme.highest_label),
                    high_value=words.number(extreme.highest),
                    low=name(extreme.lowest_label),
                    low_value=words.number(extreme.lowest),
                )
            )
    return said


def _groups(annual: Annual, words: Words) -> list[tuple[str, list[Row]]]:
    return [
        (words.heading(rows[0].key), rows)
        for rows in (list(group) for _, group in groupby(annual.rows, lambda row: row.key.scope))
    ]
