"""Light frozen records: what the start-up path uses in place of dataclasses.

In: a class body of annotated fields, as for a dataclass. Out: a class with a positional and keyword
constructor, structural equality, a hash, ``__match_args__`` and a readable ``repr``. Refused:
assignment to a field after construction, unknown or missing arguments.

Why not ``dataclasses``: building one frozen slotted dataclass costs about 0.8 ms on CPython 3.11
(it compiles six methods from text), so the forty classes that every run imports would cost more
than everything else the command does. A record class costs about 0.02 ms. Fields live in the
instance's dict, because that is what pickle fills without running any Python code. See
``docs/decisions/0002-records.md``.
"""

from __future__ import annotations

from copyreg import __newobj__  # type: ignore[attr-defined]
from typing import ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True, eq_default=True)
class Record:
    """Base of every light frozen record; a subclass lists its fields as annotations."""

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, object]] = {}

    def __init_subclass__(cls) -> None:
        """Turn annotations into fields and class-level values into defaults.

        Fields keep the order in which they are written, base class first. Not a metaclass: with one,
        Python takes four times as long to find that a record is of another class, and ``match`` asks
        that of one class after the other.
        """
        super().__init_subclass__()
        names: tuple[str, ...] = ()
        defaults: dict[str, object] = {}
        for base in cls.__bases__:
            names += getattr(base, "__match_args__", ())
            defaults.update(getattr(base, "_defaults", {}))
        annotations: object = cls.__annotations__
        if not isinstance(annotations, dict):
            raise TypeError(f"the annotations of {cls.__name__} are no dict")
        own = [key for key in annotations if not key.startswith("_")]
        for key in own:
            if key in cls.__dict__:
                defaults[key] = cls.__dict__[key]
                delattr(cls, key)
        names += tuple(key for key in own if key not in names)
        cls.__match_args__ = names  # type: ignore[misc]
        cls._defaults = defaults

    def __init__(self, *args: object, **named: object) -> None:
        names = self.__match_args__
        fields = self.__dict__
        fields.update(zip(names, args, strict=False))
        if len(args) == len(names) and not named:
            return
        if len(args) > len(names):
            raise TypeError(f"{type(self).__name__} takes {len(names)} fields, got {len(args)}")
        for name in names[len(args) :]:
            if name in named:
                fields[name] = named.pop(name)
            elif name in self._defaults:
                fields[name] = self._defaults[name]
            else:
                raise TypeError(f"{type(self).__name__} lacks its field {name!r}")
        if named:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(named))}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: cannot set {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: cannot delete {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self).__name__, *self.__dict__.values()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({fields})"

    def __reduce__(self) -> tuple[object, ...]:
        return (__newobj__, (type(self),), self.__dict__)

    def replace(self, **changes: object) -> Self:
        """A copy with some fields changed. Raises TypeError for a field that does not exist."""
        return type(self)(**(self.__dict__ | changes))
