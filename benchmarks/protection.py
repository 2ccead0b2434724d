"""Attacks on published tables, and what protection costs: `python -m benchmarks.protection`.

The attacker of tests/attacks guesses small steady counts of 0 to 10 in simulated markets; he holds
all protected cells of two years and knows the code. Beside the product stand a reference of the
design, written without the product's code, and wrong designs, which show that the attacks have
power. The second table shows rows of a larger market, true beside protected, and how far off they
are.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from tests.attacks.accuracy import Cost, costs, covered, large_market
from tests.attacks.attacker import TARGETS
from tests.attacks.cells import Published, Publisher
from tests.attacks.market import Market
from tests.attacks.moving import recognised
from tests.attacks.product import Product
from tests.attacks.reference import AS_DESIGNED, WRONG, Reference
from tests.attacks.trials import Tries, attack, publications

ATTACKED, MOVED, SECRETS = 220, 1000, 20
SHOWN = (
    "numbers, country",
    "individual ads, country",
    "ads, country",
    "individual ads, fjord",
    "individual ads, tundra",
    "numbers, Oslo",
    "numbers, Bodø",
)


def main() -> None:
    """Print both tables."""
    _print_attacks()
    _print_costs()


def _print_attacks() -> None:
    print(f"\nright guesses of a small steady count, 0 to 10, of {ATTACKED} tries each")
    print("(alone: from its own two figures; else from all that is published in two years)")
    for number, target in enumerate(TARGETS, 1):
        print(f"  {number}  {target}")
    numbers = "".join(f"{number:>6}" for number in range(1, len(TARGETS) + 1))
    print(f"{'':36}{numbers}  who moved")
    product = Product()
    _print_attacked("the product, alone", product, alone=True)
    designs: tuple[Publisher, ...] = (product, AS_DESIGNED, *WRONG.values())
    for publisher in designs:
        lasting = publisher.lasting if isinstance(publisher, Reference) else AS_DESIGNED.lasting
        _print_attacked(publisher.name, publisher, lasting=lasting)
    error = sqrt(0.5 * 0.5 / ATTACKED)
    print(f"standard error {error:.2f} or less; who moved: of {MOVED} tries, a coin being .50")


def _print_attacked(
    name: str, publisher: Publisher, *, lasting: float = AS_DESIGNED.lasting, alone: bool = False
) -> None:
    tables = publications(publisher, 0, ATTACKED)
    attempts = [attack(tables, target, lasting=lasting, alone=alone) for target in TARGETS]
    moved = "" if alone else f"{recognised(publisher, MOVED).share:>11.2f}"
    print(f"{name:36}" + "".join(f"{each.share:6.2f}" for each in attempts) + moved)
    if publisher.name == Product.name and not alone:
        _print_covered(tables)


def _print_covered(tables: Iterable[tuple[Market, Published]]) -> None:
    found = covered(tables)
    total = sum(found.values(), Tries(0, 0))
    least = min(found, key=lambda name: found[name].share)
    print(
        f"  its intervals hold the true yearly mean in {total.share:.3f} of {total.made} rows; ",
        end="",
    )
    print(f"least, {found[least].share:.2f}, in {least}")


def _print_costs() -> None:
    market = large_market()
    print(f"\nwhat protection costs, over {SECRETS} secrets: standard deviation of the error")
    print(f"{'':26}{'true':>8}{'printed':>9}{'  one week':>12}{'year':>7}{'bias':>7}")
    for publisher in (Product(), AS_DESIGNED):
        print(publisher.name)
        for cost in costs(publisher, market, SECRETS):
            if cost.row.name in SHOWN:
                print(_line(cost))


def _line(cost: Cost) -> str:
    figures = f"{cost.true:8.1f}{cost.once:9.1f}{cost.week_error:12.2f}{cost.year_error:7.2f}"
    return f"  {cost.row.name:24}{figures}{cost.bias:+7.2f}"


if __name__ == "__main__":
    main()
