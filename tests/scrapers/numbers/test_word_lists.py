"""The lists of words, as the reader needs them."""

import tomllib
from pathlib import Path

from scrapers.numbers import word_lists
from scrapers.numbers.normalization import normalize

LISTS = tomllib.loads(Path(word_lists.__file__).with_name("word_lists.toml").read_text("utf-8"))
EXPRESSIONS = {"reversing", "soft_units"}


def test_every_word_is_written_as_a_text_is_normalized() -> None:
    """Else it would never be found."""
    languages = LISTS.pop("language")
    listed = " ".join(text for name, text in LISTS.items() if name not in EXPRESSIONS).split()
    listed += [word for table in languages for word in table["words"].replace(";", " ").split()]
    assert len(listed) > 1_500
    assert [word for word in listed if normalize(word) != word] == []
