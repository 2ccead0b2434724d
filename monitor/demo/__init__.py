"""A simulated market and its ad portals on loopback. Nothing in here refers to a real person."""
