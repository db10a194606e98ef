"""A small pack to be changed in one place at a time."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "pack.toml": '''
[pack]
id = "tea"
version = "1.2.0"
title = "Tea"
description = "Which tea."
language = 1
''',
    "facts.toml": '''
[[enums]]
id = "tea"
title = "Tea"
members = ["green", "black", "none"]

[[enums]]
id = "mood"
title = "Mood"
members = ["calm", "hurried"]

[[facts]]
path = "day.hours"
type = "number"
unit = "hours"
min = 0
max = 24
title = "Hours"
question = "How many hours?"

[[facts]]
path = "day.moods"
type = "set"
of = "mood"
title = "Moods"

[[facts]]
path = "cups"
type = "records"
key = "name"
title = "Cups"

[[facts.fields]]
name = "name"
type = "text"
title = "Name"

[[facts.fields]]
name = "size"
type = "integer"
min = 0
max = 9
title = "Size"

[[parameters]]
path = "limits.long_day"
type = "number"
unit = "hours"
value = 8
title = "A long day"
cites = ["none: our judgement"]
''',
    "rules.toml": '''
[[conclusions]]
path = "tea.kind"
type = "enum"
of = "tea"
default = "none"
title = "Tea"

[[conclusions]]
path = "tea.calm"
type = "boolean"
title = "Calm"

[[conclusions]]
path = "cups[].big"
type = "boolean"
title = "Big"

[[rules]]
id = "long-day"
title = "A long day"
when = "day.hours >= limits.long_day"
then = { "tea.kind" = "black" }
because = "It is a long day."
cites = ["none: our judgement"]

[[rules]]
id = "calm"
title = "Calm"
when = '"calm" in day.moods'
then = { "tea.calm" = true }
because = "You are calm."
cites = ["book"]

[[rules]]
id = "big"
for = "cup in cups"
when = "cup.size > 3"
then = { "cups[].big" = true }
because = "It is big."
cites = ["book"]
''',
    "sources.toml": '''
[[sources]]
id = "book"
title = "A book"
date = "2020"
grade = "opinion"
url = "https://example.org/book"
''',
    "cases/first.toml": '''
[[cases]]
name = "A long day"
[cases.given]
day.hours = 10
day.moods = []
[cases.expect]
"tea.kind" = "black"

[[cases]]
name = "A short day"
[cases.given]
day.hours = 2
cups = [{ name = "Mug", size = 3 }]
[cases.expect]
"tea.kind" = "none"
''',
}  # fmt: skip


def write_pack(folder: Path, *replacements: tuple[str, str], **files: str) -> Path:
    """The pack in that folder, with texts replaced in whichever file has them, and files added."""
    for name, text in {**FILES, **{f"{key}.toml": text for key, text in files.items()}}.items():
        for before, after in replacements if name in FILES else ():
            text = text.replace(before, after)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder
