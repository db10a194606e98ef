"""Sphinx configuration: MyST Markdown, the furo theme, reference pages made from the code."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_all

from medrules.version import __version__

project = "medrules"
author = "The medrules authors"
copyright = "2026, the medrules authors"
version = release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"medrules {__version__}"
# Links are held by tests/docs; FEEL and Mermaid have no lexer, and some examples are wrong on purpose.
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]

write_all(Path(__file__).parent / "reference")
