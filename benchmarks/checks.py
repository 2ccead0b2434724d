"""What the weekly checks catch and how often they are wrong: `python -m benchmarks.checks`.

Portals of a made-up market (tests/monitor/checks/market.py) are watched for fourteen good weeks;
then one week of the first portal is read wrongly, and the week after is read well. The seeds are
kept apart from those that thresholds were looked at with.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from monitor.checks.findings import Severity
from monitor.checks.observation import Observation
from tests.monitor.checks import market
from tests.monitor.checks.market import Fault, Habits, Reading, Simulation
from tests.monitor.checks.trying import Watch, chance_of, observed, seen_later, severity

SEEDS = range(971000, 971120)
CLEAN_SEEDS = range(972000, 972060)
GOOD_WEEKS, CLEAN_WEEKS = 14, 52
FAULTS: dict[str, tuple[Fault, str, str]] = {
    "10 % of ads lost": (market.lost(0.10), "", "seen 70, later 90"),
    "10 % lost, total stated": (market.lost(0.10), "total", "seen 95"),
    "10 % lost, pages of fixed size": (market.lost(0.10), "pages", "seen 95"),
    "20 % lost": (market.lost(0.20), "", "seen 95"),
    "a city of 15 %": (market.lost_city, "", "seen 95"),
    "stale copy": (market.old_copy, "", "seen 95"),
    "another country's list": (market.other_country, "", "seen 95"),
    "10 % of numbers hidden": (market.hidden(0.10), "", "seen 95"),
    "10 % get the switchboard": (market.switchboard(0.10), "", "seen 95"),
    "10 % doubled": (market.copies(0.10), "", ""),
}


def habits_of(seed: int, size: int = 300) -> Habits:
    """Return one, two or four portals, calm or rough, with a weekly turnover of 5 to 20 %."""
    chance = random.Random(seed)
    others = ((), (200,), (200, 150, 100))[seed % 3]
    return Habits((size, *others), chance.uniform(0.05, 0.20), chance.choice((0.05, 0.15)))


def main() -> None:
    """Print how often each fault is caught, and how often good weeks are held or looked at."""
    print(f"\nweekly checks: one bad week of a portal, {len(SEEDS)} markets, per cent")
    print(f"{'':34}{'HOLD':>6}{'seen':>6}{'HOLD by a week later':>22}{'seen':>6}   goal")
    for size in (300, 100):
        tried = {name: Counter[str]() for name in FAULTS}
        for seed in SEEDS:
            _try_faults(seed, size, tried)
        for name, counts in tried.items():
            goal = FAULTS[name][2] if size == 300 else ""
            shares = [100 * counts[each] / len(SEEDS) for each in ("hold", "seen", "later", "end")]
            line = f"{shares[0]:6.0f}{shares[1]:6.0f}{shares[2]:22.0f}{shares[3]:6.0f}"
            print(f"  {f'{name} ({size} ads)':32}{line}   {goal}")
    _print_false()
    _print_falls()


def _watched(seed: int, size: int) -> tuple[Simulation, Watch]:
    simulation, watch = Simulation(habits_of(seed, size), seed), Watch()
    for _ in range(GOOD_WEEKS):
        simulation.live()
        watch.keep(_read(simulation))
    return simulation, watch


def _read(simulation: Simulation) -> dict[str, Reading]:
    return {name: Reading(ads) for name, ads in simulation.up().items()}


def _try_faults(seed: int, size: int, tried: dict[str, Counter[str]]) -> None:
    simulation, watch = _watched(seed, size)
    before = simulation.up()
    simulation.live()
    true = _read(simulation)
    simulation.live()
    after = _read(simulation)
    for name, (fault, states, _) in FAULTS.items():
        mine = _stating(watch, states)
        whole = _with_total(true["p0"], states)
        bad = true | {"p0": fault(whole, before["p0"], chance_of(seed))}
        verdicts = mine.judge(bad)
        now, counts, week = severity(verdicts["p0"]), tried[name], mine.week
        later = None
        if now is not Severity.HOLD:
            mine.keep(bad, verdicts)
            next_week = after | {"p0": _with_total(after["p0"], states)}
            found = seen_later(mine.judge(next_week)["p0"], week)
            later = max((each.severity for each in found), default=None)
        both = max(now or 0, later or 0)
        counts["hold"] += now is Severity.HOLD
        counts["seen"] += now is not None
        counts["later"] += both == Severity.HOLD
        counts["end"] += both > 0


def _with_total(reading: Reading, states: str) -> Reading:
    return Reading(reading.ads, len(reading.ads) if states else None, 20 * (states == "pages"))


def _stating(watch: Watch, states: str) -> Watch:
    """Return a copy of a watch whose first portal always stated its total, or had full pages."""
    mine = watch.copy()
    if states:
        for at, week in enumerate(mine.kept):
            reading = _with_total(Reading(list(week["p0"].values())), states)
            past = mine.history["p0"]
            past[at] = _with_levels(past[at], reading)
    return mine


def _with_levels(past: Observation, reading: Reading) -> Observation:
    level = observed(past.portal, past.week, reading)
    return replace(past, stated=level.stated, pages=level.pages)


def _print_false() -> None:
    counts, years = Counter[str](), 0.0
    for seed in CLEAN_SEEDS:
        simulation, watch = _watched(seed, 300)
        for _ in range(CLEAN_WEEKS):
            simulation.live()
            readings = _read(simulation)
            verdicts = watch.judge(readings)
            for verdict in verdicts.values():
                counts[str(severity(verdict))] += 1
                found = [each for week in verdict.earlier.values() for each in week]
                counts["back"] += any(each.severity is Severity.HOLD for each in found)
                counts["back look"] += any(each.severity is Severity.LOOK for each in found)
                for each in (*verdict.findings, *found):
                    counts[f"{each.check} {each.severity.name}"] += 1
            watch.keep(readings, verdicts)
            years += len(readings) / 52
    hold, look = counts.pop(str(Severity.HOLD)), counts.pop(str(Severity.LOOK))
    back, look_back = counts.pop("back"), counts.pop("back look")
    print(f"false, in {years:.0f} portal-years: HOLD {hold / years:.2f} (goal 0.1), ", end="")
    print(f"LOOK {(look + look_back) / years:.2f} (goal 1), HOLD looking back {back / years:.2f}")
    del counts["None"]
    print("  of these: " + ", ".join(f"{name} {times}" for name, times in counts.most_common()))


def _print_falls() -> None:
    held, looked, tries = 0, 0, 0
    for seed in (each for each in SEEDS if each % 3):
        simulation, watch = _watched(seed, 300)
        simulation.live(fall=0.4)
        verdicts = watch.judge(_read(simulation))
        found: Sequence[Severity | None] = [severity(verdict) for verdict in verdicts.values()]
        held += found.count(Severity.HOLD)
        looked += found.count(Severity.LOOK)
        tries += len(found)
    print(f"all portals fall by 40 %: HOLD {100 * held / tries:.0f} % (goal 10), ", end="")
    print(f"LOOK {100 * looked / tries:.0f} %, of {tries} portal-weeks")


if __name__ == "__main__":
    main()
