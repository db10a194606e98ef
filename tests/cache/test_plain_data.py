"""Plain data come back as they were; bytes that name anything else hold nothing."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.cache.plain_data import decode, encode

atoms = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.decimals(allow_nan=False))
values = st.recursive(
    st.one_of(atoms, st.frozensets(st.text(), max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(), inner, max_size=3),
    ),
    max_leaves=10,
)


@given(values)
def test_what_is_written_is_read(value: object) -> None:
    assert _typed(decode(encode(value))) == _typed(value)


def _typed(value: object) -> object:
    """The value with the types of its parts: 1, True and 1.0 are not the same."""
    if isinstance(value, tuple | list):
        return type(value), [_typed(one) for one in value]
    if isinstance(value, dict):
        return dict, [(key, _typed(one)) for key, one in value.items()]
    return type(value), value


class Evil:
    """Pickles as a call of a function, as pickles do that mean harm."""

    def __init__(self, function: object, *args: object) -> None:
        self.call = (function, args)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call  # type: ignore[return-value]


def test_no_function_is_called_and_no_other_class_is_made(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    for evil in (
        Evil(os.mkdir, str(mark)),
        Evil(eval, f"open({str(mark)!r}, 'w')"),
        Evil(getattr, "a", "upper"),
        Path("x"),
        complex(1, 2),
    ):
        for protocol in range(6):
            assert decode(pickle.dumps(evil, protocol)) is None
            assert decode(pickle.dumps([1, evil], protocol)) is None
    assert not mark.exists()


@pytest.mark.parametrize("data", [b"", b"\x80", b"nonsense", encode([1, 2])[:-2]])
def test_bytes_that_hold_nothing(data: bytes) -> None:
    assert decode(data) is None
