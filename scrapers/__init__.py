"""From a portal's pages to sightings: fetching, reading, hashing; nothing raw comes out."""
