"""What a portal block finds on its first pages, shown by shape and number and never by value.

block → look (by the sweep's own modules) → rows · cost · wrong → terminal, JSON
unknown page → suggest → a block, with how sure each line is ↗
"""
