"""Tells people at once what is wrong, and once a week that all is well.

In: the ledger, and the page's line about the newest week. Out: messages (`messages`), sent through
Apprise (`delivery`) to the addresses that a secret file names, each tried again until it arrives
(`outbox`); and pings to a dead-man's switch outside, for when this program itself is silent. A
message names portals, weeks and outcomes in our own words: no reason, which quotes true counts, no
number, no ad, and no address.
"""
