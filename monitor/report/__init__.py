"""Reports: what leaves the installation, made of protected counts alone.

In: protected cells and the ledger, from `storage.publishable`. Out: printed cells, each made once
(`cells`, `annual`), and the files and screens that lay them out (`render`). A true count cannot be
had here; an import contract sees to it.
"""
