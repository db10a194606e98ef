"""The interpreter against every other runtime, on random profiles of the installed packs.

Run it from the root of the repository, as long as you like:

    python -m tests.differential --profiles 1000000

It uses all cores (``--jobs`` says otherwise), draws complete and partly unknown profiles with record
lists, and reports how many were tried, how many differed, and the first that did. The exit code is 1
where any differed.
One idle core tries about 500 profiles a second on generated Python, 250 on SQL, 50 on durable_rules; the
interpreter takes two milliseconds of each. So a million take a quarter of an hour on two cores with
``--target python``, three quarters of an hour as it stands, and five hours with ``--target durable``, which
is tried only when it is named.
``--seed`` draws others; ``--target`` picks runtimes by name; ``--pack`` adds folders of packs.

A further runtime is one more entry in ``tests/differential/runtimes.py``. The default tests try a few
hundred profiles.
"""
