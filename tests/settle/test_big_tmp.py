import os

import tests.settle.test_against_brute_force as T
from hypothesis import seed, settings

n = int(os.environ.get("N", "300"))
for name in list(vars(T)):
    if name.startswith("test_"):
        f = getattr(T, name)
        f._hypothesis_internal_use_settings = settings(
            f._hypothesis_internal_use_settings, max_examples=n
        )
        globals()[name] = seed(int(os.environ.get("SEED", "1")))(f)
