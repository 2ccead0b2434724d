"""Tables, charts and files: what leaves the house, suppressed where it rests on too few."""
