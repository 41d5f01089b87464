"""A list of named checks, run one after another, each with a time limit. The last line counts them."""

import asyncio
import sys
import traceback

TIME_LIMIT = 30

_checks = []


def check(name):
    """Registers an async function as a check. It fails by raising."""

    def register(function):
        _checks.append((name, function))
        return function

    return register


async def run(*arguments):
    """Runs all checks with these arguments and ends the process."""
    failed = 0
    for name, function in _checks:
        try:
            await asyncio.wait_for(function(*arguments), TIME_LIMIT)
            print(f"ok      {name}", flush=True)
        except Exception as error:
            failed += 1
            place = traceback.extract_tb(error.__traceback__)[-1]
            words = " ".join(str(error).split())[:600]
            print(f"FAILED  {name}: {type(error).__name__} {words} ({place.name}:{place.lineno})", flush=True)
    print(f"{len(_checks) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
