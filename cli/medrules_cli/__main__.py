"""``python -m medrules_cli`` does what ``medrules`` does."""

from medrules_cli.main import run

run()
