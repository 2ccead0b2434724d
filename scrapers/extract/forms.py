"""The address that a form's button asks for: some lists have a "next" button and no link."""

from __future__ import annotations

from urllib.parse import urlencode

from scrapers.errors import LayoutChanged
from scrapers.extract.html_tree import Node


def sent_by(button: Node) -> str | None:
    """Return the address, relative to the page, that pressing a button asks for; None without one.

    Only forms that ask (GET) are read: one that sends (POST) may change something, and raises
    LayoutChanged.
    """
    form = _form(button)
    if form is None or "disabled" in button.attributes:
        return None
    method = button.attributes.get("formmethod") or form.attributes.get("method") or "get"
    if method.lower() != "get":
        raise LayoutChanged("the next page is behind a form that sends (POST); none is sent here")
    action = button.attributes.get("formaction") or form.attributes.get("action") or ""
    return action.partition("?")[0] + "?" + urlencode([*_hidden(form), *_named(button)])


def _form(node: Node | None) -> Node | None:
    while node is not None and node.tag != "form":
        node = node.parent
    return node


def _hidden(form: Node) -> list[tuple[str, str]]:
    return [pair for node in form.css("input[type=hidden]") for pair in _named(node)]


def _named(node: Node) -> list[tuple[str, str]]:
    name = node.attributes.get("name")
    return [(name, node.attributes.get("value") or "")] if name else []
