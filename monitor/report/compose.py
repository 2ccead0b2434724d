"""From a report's printed cells to the document that every file and screen lays out."""

from __future__ import annotations

from monitor.report import notes, tables
from monitor.report.annual import Annual
from monitor.report.charts import charts
from monitor.report.document import Chart, Document, Labels, Section, Table
from monitor.report.imported import table_5
from monitor.report.sentences import summary
from monitor.report.words import Words
from monitor.report.years import Years, years_charts, years_sentences, years_table

Report = Annual | Years


def document(report: Report, words: Words) -> Document:
    """Put a report together in one language; the same report gives the same document."""
    return _of_year(report, words) if isinstance(report, Annual) else _of_years(report, words)


def _of_years(years: Years, words: Words) -> Document:
    table, day = years_table(years, words), years.settings.today
    on_screen = years_table(years, words, on_screen=True)
    title = words("report", year=years.shown)
    section = _section(words("years_section"), table, years_charts(years, words))
    return Document(
        language=words.language,
        title=title,
        day=day,
        warning=words("simulated") if years.simulated else "",
        summary=tuple(years_sentences(years, words)),
        history=(),
        caveat=words("caveat"),
        sections=(section,),
        made=words("made", date=words.date(day), least=years.settings.least_numbers),
        labels=_labels(words),
        on_screen=(on_screen,) if on_screen else (),
        remarks=(),
    )


def _labels(words: Words) -> Labels:
    return Labels(
        table=words("table"),
        figure=words("figure"),
        tables=words("contents"),
        figures=words("contents_figures"),
        notes=words("notes"),
        estimated=words("estimated_line"),
        cover=words("cover"),
        group=words("group"),
    )


def _of_year(annual: Annual, words: Words) -> Document:
    releases = annual.context.releases
    day = releases[-1].day if releases else annual.settings.today
    return Document(
        language=words.language,
        title=words("report", year=annual.year),
        day=day,
        warning=words("simulated") if annual.simulated else "",
        summary=tuple(summary(annual, words)),
        history=tuple(notes.history(annual, words)),
        caveat=words("caveat"),
        sections=tuple(_sections(annual, words)),
        made=words("made", date=words.date(day), least=annual.settings.least_numbers),
        labels=labels(words),
        on_screen=tuple(
            table
            for table in (
                tables.on_screen(annual, words),
                tables.distinct(annual, words, on_screen=True),
            )
            if table
        ),
        remarks=tuple(notes.remarks(annual, words)),
    )


def labels(words: Words) -> Labels:
    """Return the words that renderers put in themselves."""
    return Labels(
        table=words("table"),
        figure=words("figure"),
        tables=words("contents"),
        figures=words("contents_figures"),
        notes=words("notes"),
        estimated=words("estimated_line"),
        cover=words("cover"),
        group=words("group"),
    )


def _sections(annual: Annual, words: Words) -> list[Section]:
    distinct, changed = tables.distinct(annual, words), tables.changed(annual, words)
    made = [
        _section(words("weekly_section"), tables.averages(annual, words), charts(annual, words)),
        _section(words("distinct"), distinct),
        _section(words("quality"), tables.quality(annual, words)),
        _section(words("sensitivity"), tables.sensitivity(annual, words)),
    ]
    if others := table_5(annual.context.imported, annual.settings.least_numbers, words):
        made.append(_section(others.caption, others))
    if changed:
        made.append(_section(changed.caption, changed))
    made.append(Section(words("journal"), lines=tuple(notes.journal_lines(annual, words))))
    return [section for section in made if section.charts or section.tables or section.lines]


def _section(heading: str, table: Table | None, figures: tuple[Chart, ...] = ()) -> Section:
    return Section(heading, figures, (table,) if table else ())
