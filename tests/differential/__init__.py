"""The interpreter against every other runtime, on random profiles of the installed packs.

Run it from the root of the repository, as long as you like:

    python -m tests.differential --profiles 1000000

It uses all cores (``--jobs`` says otherwise), draws complete and partly unknown profiles with record
lists, and reports how many were tried, how many differed, and the first that did. The exit code is 1
where any differed.
For generated Python one core tries about 550 profiles a second, most of it spent in the interpreter:
a million takes some fifteen minutes on two idle cores (`--target python` leaves the others out).
``--seed`` draws others; ``--target`` picks runtimes by name; ``--pack`` adds folders of packs.

A further runtime is one more entry in ``tests/differential/runtimes.py``. The default tests try a few
hundred profiles.
"""
