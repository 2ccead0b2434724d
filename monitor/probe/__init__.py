"""A portal's first pages, shown by shape and number, never by value; and a block for a new portal.

In: a portal's block, or the address of an unknown list page. Out: rows for the terminal and as
JSON, what a sweep would cost, what is wrong, or a suggested block with how sure each line is. It
reads with the modules of the sweep, opens no database, keeps nothing, and repeats no page's value.
"""
