"""Reading: the text of a page goes in, cards come out, and what they say of an ad.

A card is HTML, an object in JSON, or what a module of ours made of a page; fields of config.toml
find its values. It speaks no HTTP (an ad's own page is asked for by the way that is handed in) and
decides nothing about a list as a whole. Only here HTML is parsed: for fields and, by `html_tree`,
for numbers. Numbers and ids leave as `Hidden`.
"""
