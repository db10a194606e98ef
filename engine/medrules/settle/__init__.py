"""Which answers can still change when facts are missing, and which missing facts decide."""

from __future__ import annotations

from medrules.settle.settling import BUDGET, settle
from medrules.settle.shelf import Shelf

__all__ = ["BUDGET", "Shelf", "settle"]
