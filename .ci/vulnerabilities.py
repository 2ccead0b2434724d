"""Asks a vulnerability index about every pinned dependency, where one can be reached.

Exit code 1 for a known vulnerability. Where no index answers for any of them, it says so and ends
with 0: silence is no finding.
"""

import json
import subprocess
import sys

COMMAND = [sys.executable, "-m", "pip_audit", "--format", "json"]
LOCK = ["--requirement", "requirements.lock", "--require-hashes", "--disable-pip"]


def main() -> int:
    """Run pip-audit and read its answer."""
    ran = subprocess.run([*COMMAND, *LOCK], capture_output=True, text=True, check=False)  # noqa: S603
    try:
        dependencies = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"skipped: no vulnerability index can be reached ({ran.stderr.strip()[-200:]})")
        return 0
    vulnerable = [each for each in dependencies if each.get("vulns")]
    skipped = [each["name"] for each in dependencies if "skip_reason" in each]
    if len(skipped) == len(dependencies):
        print(f"skipped: no vulnerability index answered for any of {len(skipped)} dependencies")
        return 0
    for each in vulnerable:
        names = ", ".join(found["id"] for found in each["vulns"])
        print(f"{each['name']} {each['version']}: {names}")
    print(
        f"asked about {len(dependencies)}, vulnerable {len(vulnerable)}, no answer {len(skipped)}"
    )
    return 1 if vulnerable else 0


sys.exit(main())
