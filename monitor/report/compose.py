"""From a report's printed cells to the document that every file and screen lays out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.report import notes, report_tables
from monitor.report.annual import Annual
from monitor.report.charts import charts
from monitor.report.document import Chart, Document, Section, Table
from monitor.report.imported import table_5
from monitor.report.sentences import summary
from monitor.report.several_years import Years, years_charts, years_sentences, years_table
from monitor.report.words import Words

Report = Annual | Years


def document(report: Report, words: Words) -> Document:
    """Put a report together in one language; the same report gives the same document."""
    if isinstance(report, Years):
        table, figures = years_table(report, words), years_charts(report, words)
        return replace(
            _begun(report, words, words("report", year=report.shown), report.settings.today),
            summary=tuple(years_sentences(report, words)),
            sections=(_section(words("years_section"), table, figures),),
        )
    releases = report.context.releases
    day = releases[-1].day if releases else report.settings.today
    return replace(
        _begun(report, words, words("report", year=report.year), day),
        summary=tuple(summary(report, words)),
        history=tuple(notes.release_sentences(report, words)),
        sections=tuple(_sections(report, words)),
        remarks=tuple(notes.remarks(report, words)),
    )


def _begun(report: Report, words: Words, title: str, day: date) -> Document:
    """Return what all reports have."""
    return Document(
        language=words.language,
        title=title,
        day=day,
        warning=words("simulated") if report.simulated else "",
        caveat=words("caveat"),
        made=words("made", date=words.date(day), least=report.settings.least_numbers),
    )


def _sections(annual: Annual, words: Words) -> list[Section]:
    """Return the parts of a year's report that have anything in them."""
    others = table_5(annual.context.imported, annual.settings.least_numbers, words)
    changed = report_tables.revised(annual, words)
    made = (
        _section(
            words("weekly_section"), report_tables.averages(annual, words), charts(annual, words)
        ),
        _section(words("distinct"), report_tables.distinct(annual, words)),
        _section(words("quality"), report_tables.quality(annual, words)),
        _section(words("sensitivity"), report_tables.sensitivity(annual, words)),
        _section(others.caption if others else "", others),
        _section(changed.caption if changed else "", changed),
        Section(words("journal"), lines=tuple(notes.journal_lines(annual, words))),
    )
    return [section for section in made if section.charts or section.tables or section.lines]


def _section(heading: str, table: Table | None, figures: tuple[Chart, ...] = ()) -> Section:
    return Section(heading, figures, (table,) if table else ())
