"""Did the market move, or did the scraper break? Named checks over counts that name nobody.

`observation` holds what a portal's week comes to beside its last good week; `week_comparison` makes
it of two weeks' identifiers and keeps counts only; `estimates` measures a week against at most ten
good weeks before it; `ad_checks` and `count_checks` are the checks, each with name and threshold;
`round_check` checks all portals of a round together, because what happens to all of them at once is
the market; `findings` says what was found. All is pure; docs/method.md has the power it has.
"""
