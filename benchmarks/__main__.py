"""Runs all benchmarks: `make bench`, or `python -m benchmarks`."""

from benchmarks import (
    changing,
    checks,
    checks_over_http,
    growth,
    levels,
    numbers,
    protection,
    reporting,
    storing,
    sweeping,
)

storing.main()
sweeping.main()
growth.main()
reporting.main()
numbers.main()
levels.main()
protection.main()
checks.main()
checks_over_http.main()
changing.main()
