"""One walk over a parsed page, and what is made of it."""

from __future__ import annotations

import pytest

from scrapers.extract.html_tree import Element, Node, nodes, parse, tree_of, visit

MARKUP = '<p id="a">en <b>to</b></p><!-- x --><hr><p>tre</p>'


def body(markup: str) -> Node:
    """Parse the body of a page."""
    (found,) = parse(markup).css("body")
    return found


def named(node: Node) -> str:
    """Write a node down."""
    if node.is_comment_node:
        return "!"
    return f"'{node.text_content}'" if node.is_text_node else str(node.tag)


def test_each_node_is_met_where_it_begins_and_where_it_ends() -> None:
    """In the page's order, and nothing beside the element that is asked about."""
    walked = [("+" if begins else "-") + named(node) for node, begins in visit(body(MARKUP))]

    assert " ".join(walked) == (
        "+body +p +'en ' -'en ' +b +'to' -'to' -b -p +! -! +hr -hr +p +'tre' -'tre' -p -body"
    )


def test_a_walk_within_a_page_ends_where_its_element_ends() -> None:
    """Though more stands behind it."""
    (first, _) = body(MARKUP).css("p")

    assert [named(node) for node in nodes(first)] == ["p", "'en '", "b", "'to'"]


def test_a_page_nested_deeply_is_walked() -> None:
    """Deeper than Python may call itself."""
    assert sum(1 for _ in nodes(body("<div>" * 5_000))) == 5_001


def test_a_tree_has_elements_and_texts_in_their_order() -> None:
    """Comments are left out, and elements know what they lie in."""
    tree = tree_of(body(MARKUP))
    first, rule, last = tree.children

    assert isinstance(first, Element)
    assert isinstance(rule, Element)
    assert isinstance(last, Element)
    assert (first.attributes, first.children[0], rule.children) == ({"id": "a"}, "en ", [])
    assert [above.tag for above in first.elements[0].ancestors()] == ["p", "body"]
    assert (last.parent, tree.text()) == (tree, "en to tre")


@pytest.mark.parametrize("markup", ["42\ud83d00"])
def test_half_a_character_divides_what_stands_around_it(markup: str) -> None:
    """As a reader sees it."""
    assert tree_of(body(markup)).text() == "42?00"
