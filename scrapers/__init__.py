"""From a portal's pages to sightings: fetching, reading, hashing; nothing raw comes out.

    portal_config → crawl ⟶ http      one request at a time, politely
                       ↓
                    extract ⟶ numbers  what a page says of its ads
                       ↓
                    pseudonymize → a Sweep

`model` is what the steps hand on, `errors` what can go wrong in any of them, `portals` code for
what config.toml cannot say.
"""
