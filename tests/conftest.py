"""What all tests share: a cache of their own, so that no test reads what another run has kept, and
one width of the terminal, so that lines break alike on every machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test

REPO = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    patch = pytest.MonkeyPatch()
    patch.setenv("MEDRULES_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    patch.delenv("FORCE_COLOR", raising=False)
    patch.setenv("NO_COLOR", "1")
    patch.setenv("COLUMNS", "88")
    yield
    patch.undo()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Random cases go over the same lines thousands of times, and counting lines doubles their time.
    Coverage is that of the written cases."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")
