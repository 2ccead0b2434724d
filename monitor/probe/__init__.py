"""What a portal block finds on its first pages, shown by shape and number and never by value.

block → first_pages (by the sweep's own modules) → rows · cost · problems → terminal, JSON
unknown page → suggest → a block, with how sure each line is ↗
"""
