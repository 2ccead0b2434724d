"""A simulated market and its ad portals on loopback. Nothing in here refers to a real person.

In: a seed. Out: two years lived week by week over real HTTP, by the same code as real weeks, in a
folder of their own, and what was measured beside the market's own truth. All numbers are fictional
ones, all output says that it is simulated, and nothing but the commands uses it.
"""
