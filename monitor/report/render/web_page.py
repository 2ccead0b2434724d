"""A report as one self-contained web page: readable on a telephone, and on paper as A4."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.report.document import Document
from monitor.report.render.chart_labels import NARROW, WIDE
from monitor.report.render.chart_picture import svg


def render_page(document: Document, template: str = "report.html.j2", **values: object) -> bytes:
    """Return the whole page as HTML, with each figure drawn for wide and for narrow screens.

    `values` are what a template shows besides the document.
    """
    environment = Environment(
        loader=PackageLoader("monitor.report.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pictures = {
        chart.number: [
            (name, Markup(svg(chart, document, size)))  # noqa: S704 - ours
            for name, size in (("for-wide", WIDE), ("for-narrow", NARROW))
        ]
        for chart in document.charts
    }
    made = environment.get_template(template)
    return made.render(document=document, pictures=pictures, **values).encode()
