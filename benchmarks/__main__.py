"""Runs all benchmarks: `make bench`, or `python -m benchmarks`."""

from benchmarks import checks, checks_over_http, numbers, protection, reporting, storing

storing.main()
reporting.main()
numbers.main()
protection.main()
checks.main()
checks_over_http.main()
