"""The team's page: the newest week beside earlier ones, as one static file.

In: the printed cells of the running year, as a report has them, with weeks of places. Out: a
`Monday`, which the report's own renderer lays out by a template of its own. Like a report it is
made of protected counts alone, and an import contract sees to it; unlike one it has no releases.
"""
