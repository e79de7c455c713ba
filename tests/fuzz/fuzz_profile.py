"""How much is tried: a little, always the same, in the normal suite; much, always other, where ``FUZZ`` is ``long``.

``FUZZ_SEED`` is the number that the long form begins with; it is printed, so that a run can be repeated.
"""

import os
import time

from hypothesis import HealthCheck, settings

LONG = os.environ.get("FUZZ") == "long"
SEED = int(os.environ.get("FUZZ_SEED", time.time_ns() // 1_000_000_000 if LONG else 0))
if LONG:
    print(f"FUZZ_SEED={SEED}")
CPU_SECONDS = 2.0  # of one example: most take milliseconds, and what grows faster than its input takes minutes


def examples(quick: int, long: int) -> settings:
    """So many examples, and no time limit of the clock."""
    return settings(
        max_examples=long if LONG else quick,
        deadline=None,
        derandomize=not LONG,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
