"""The report as one self-contained web page: table, chart, effort, and what the figures are not."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.report import notes
from monitor.report.annual import Annual
from monitor.report.figures import THRESHOLDS
from monitor.report.printed_cells import WHOLE_YEAR
from monitor.report.quality import efforts
from monitor.report.rows import KINDS
from monitor.report.series import Scope
from monitor.report.words import Words
from monitor.report.yearly import NUMBERS_LINKED

SYMBOLS = (":", "..", ".", "0", "e", "u", "p")


def report_page(annual: Annual, words: Words, chart: str) -> str:
    """Return the whole page as HTML, with `chart` as its picture, in SVG."""
    environment = Environment(
        loader=PackageLoader("monitor.report.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        annual=annual,
        words=words,
        groups=[
            (words.heading(scope), [words.row(annual, scope, kind) for kind in KINDS])
            for scope in annual.scopes
        ],
        thresholds=[
            words.row(annual, Scope(), measure)
            for measure in (*(f"individual_{most}" for most in THRESHOLDS), NUMBERS_LINKED)
        ],
        yearly=_yearly(annual, words),
        efforts=efforts(annual.runs),
        chart=Markup(chart),  # noqa: S704 - our own SVG, made by vl-convert
        symbols=SYMBOLS,
        headline=words.headline(annual) if annual.largest_portal else None,
        extremes=notes.extremes(annual, words),
        history=notes.history(annual, words),
        changed=notes.changed(annual, words),
        changed_weeks=notes.changed_weeks(annual),
        breaks=notes.break_sentences(annual, words),
        missing=notes.missing(annual, words),
        decisions=notes.decisions(annual, words),
        journal=notes.journal_lines(annual, words),
    )


def _yearly(annual: Annual, words: Words) -> list[tuple[str, str, str, str]]:
    """Lay out the counts over whole years: of what, which, this year and the year before."""
    names = sorted(
        {(Scope(*name[1:3]), name.measure) for name in annual.cells if name.item == WHOLE_YEAR}
    )

    def text(year: int, scope: Scope, measure: str) -> str:
        return words.cell(annual.cell(year, scope, measure, WHOLE_YEAR))

    return [
        (
            words.heading(scope),
            words(measure),
            text(annual.year, scope, measure),
            text(annual.year - 1, scope, measure),
        )
        for scope, measure in names
    ]
