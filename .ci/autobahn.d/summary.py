"""Sums up reports; fails if a case failed that must pass, or if cases are missing.

usage: summary.py EXPECTED-COUNT REPORT-FOLDER/index.json...

EXPECTED-COUNT is "any" for a run of some cases.
"""

import collections
import json
import sys

# The suite is ambiguous here: it sends a message after its own close frame and expects an echo or none.
UNDECIDED = {"7.1.5"}
GOOD = {"OK", "NON-STRICT", "INFORMATIONAL"}

cases = {}
for path in sys.argv[2:]:
    with open(path) as file:
        for results in json.load(file).values():
            cases.update(results)


def passed(case):
    return case["behavior"] in GOOD and case["behaviorClose"] in GOOD


failed = sorted((name for name, case in cases.items() if not passed(case)), key=lambda n: [int(p) for p in n.split(".")])
for name in failed:
    case = cases[name]
    print(f"case {name}: {case['behavior']}, closing {case['behaviorClose']}")
print(", ".join(f"{count} {word}" for word, count in collections.Counter(c["behavior"] for c in cases.values()).items()))
missing = 0 if sys.argv[1] == "any" else int(sys.argv[1]) - len(cases)
if missing:
    print(f"{missing} cases did not run")
print(f"{len(cases) - len(failed)} passed, {len(failed)} failed")
sys.exit(1 if missing or set(failed) - UNDECIDED else 0)
