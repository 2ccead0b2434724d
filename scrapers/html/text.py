"""The text of an element, as one line."""

from selectolax.lexbor import LexborNode


def text_of(node: LexborNode) -> str:
    """Return an element's text in one line, with a space between its parts."""
    return " ".join(str(node.text(separator=" ")).split())
