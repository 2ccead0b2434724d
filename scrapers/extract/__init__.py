"""Reading: the text of a page goes in, cards come out, and what they say of an ad.

A card is HTML, an object in JSON, or what a module of ours made of a page; fields of config.toml
find its values. It asks for no page, and decides nothing about a list as a whole. Only here HTML is
parsed, for fields and (through `html_tree`) for numbers; raw values leave as `Hidden` or are mapped
to the words of config.toml.
"""
