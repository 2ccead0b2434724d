"""Reports: what leaves the installation, made of protected counts alone.

In: protected cells and the ledger, from `storage.publishable`. Out: printed cells, each made once
(`printed_cells`, `annual`); of these a `document` of tables, figures and sentences in a language
(`report_tables`, `charts`, `sentences`, put together by `compose`); and its files (`files`,
`render`). A true count cannot be had here; an import contract sees to it.
"""
