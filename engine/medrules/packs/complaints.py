"""What a pack author is told about a value that the schema refuses.

In: one fault as jsonschema found it, and the schema. Out: ``Complaint`` values: code, one sentence,
what to do, and the path of what is at fault. A choice between forms is unfolded to the form that
was meant. Refused: nothing; a keyword without words of its own gets a general sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from medrules.diagnostics.suggest import did_you_mean, nearest
from medrules.packs.faults import (
    Fault,
    JsonSchema,
    Plain,
    Steps,
    branch_of,
    faults_of_branch,
    kind_of,
    properties,
    resolved,
    title_of,
    within,
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to say; ``on_key`` points at the key at ``path`` rather than at its value."""

    code: str
    message: str
    path: Steps
    help: str = ""
    on_key: bool = False
    labels: tuple[tuple[Steps, str], ...] = ()


_KINDS = {
    "boolean": ("true or false", "write true or false, without quotes"),
    "integer": ("a whole number", "write a whole number, without quotes"),
    "number": ("a number", "write a number, without quotes"),
    "string": ("a text", "write it in quotes"),
    "array": ("a list", 'write a list, such as ["one", "two"]'),
    "object": ("a table", 'write a table, such as { name = "value" }'),
    "null": ("nothing", "leave it out"),
}


def complaints(fault: Fault, root: JsonSchema) -> Iterator[Complaint]:
    """Everything that the fault comes to, in words."""
    path = tuple(fault.absolute_path)
    match fault.validator:
        case "additionalProperties":
            yield from _unknown_keys(fault, root, path)
        case "required":
            yield from _missing_keys(fault, root, path)
        case "type":
            yield _wrong_kind(fault, path)
        case "enum" | "const":
            yield _not_one_of(fault, path)
        case "pattern" | "format":
            yield _bad_form(fault, path)
        case "not":
            key = str(path[-1])
            message = f'"{key}" has no meaning here'
            yield Complaint("MR0406", message, path, _hint(fault), on_key=True)
        case "anyOf" | "oneOf":
            yield from _choice(fault, root, path)
        case "uniqueItems":
            yield from _repeats(fault, path)
        case _:
            yield _bounds(fault, path)


def _unknown_keys(fault: Fault, root: JsonSchema, path: Steps) -> Iterator[Complaint]:
    known = properties(fault.schema)
    owner = title_of(fault, root) or "file of this kind"
    extra = [key for key in cast("dict[str, Plain]", fault.instance) if key not in known]
    for number, key in enumerate(extra):
        # The search for a near word is slow; after a score of typos it has said what it can.
        near = _below(fault, root, key)
        near = near or (did_you_mean(key, known) if number < 20 else "")
        yield Complaint(
            "MR0401",
            f'there is no key "{shown(key)}" in {_article(owner)}',
            (*path, key),
            near or _hint(fault) or f"the keys are {_listed(known)}",
            on_key=True,
        )


def _below(fault: Fault, root: JsonSchema, key: str) -> str:
    """Which table inside this one has the key: its header was probably left out."""
    inner = fault.schema.get("properties")
    for name, schema in inner.items() if isinstance(inner, dict) else ():
        form = resolved(schema, root)
        if form.get("type") == "object" and key in properties(form):
            return f"write it below the line [{name}]"
    return ""


def _missing_keys(fault: Fault, root: JsonSchema, path: Steps) -> Iterator[Complaint]:
    table = cast("dict[str, Plain]", fault.instance)
    owner = title_of(fault, root) or "file"
    known = [key for schema in _tables(root, fault) for key in properties(schema)]
    misspelt = {near for key in table if key not in known for near in nearest(key, known, 1)}
    # jsonschema makes one fault for each missing key and names it in the message only, so each of
    # them names all; whoever gathers complaints keeps one of each.
    for key in cast("list[str]", fault.schema.get("required")):
        # A key with a typo is one slip, and the unknown key has the better place to say so.
        if key not in table and key not in misspelt:
            help = f"add it: {_described(root, fault, key)}"
            yield Complaint("MR0402", f'this {owner} lacks the key "{key}"', path, help)


def _tables(root: JsonSchema, fault: Fault) -> list[JsonSchema]:
    """The schema of the table that lacks a key: the demand may stand in a condition of it."""
    return [schema for schema in within(fault, root) if schema.get("type") == "object"][-1:]


def _described(root: JsonSchema, fault: Fault, key: str) -> str:
    for schema in _tables(root, fault):
        known = schema.get("properties")
        entry = known.get(key) if isinstance(known, dict) else None
        if isinstance(entry, dict) and isinstance(entry.get("description"), str):
            text = str(entry["description"]).rstrip(".")
            return text[:1].lower() + text[1:]
    return f'"{key}"'


def _wrong_kind(fault: Fault, path: Steps) -> Complaint:
    allowed = fault.validator_value
    kinds = [str(kind) for kind in allowed] if isinstance(allowed, list) else [str(allowed)]
    words = _either([_KINDS[kind][0] for kind in kinds])
    value = fault.instance
    if isinstance(value, dict) and value and isinstance(path[-1], str) and len(kinds) > 1:
        help = f'where a path is meant, write it in quotes: "{path[-1]}.{next(iter(value))}"'
    else:
        help = _KINDS[kinds[0]][1] if len(kinds) == 1 else ""
    message = f"{_subject(path)} should be {words}, but it is {_said(value)}"
    return Complaint("MR0403", message, path, help)


def _not_one_of(fault: Fault, path: Steps) -> Complaint:
    value = fault.instance
    allowed = fault.validator_value
    choices = allowed if isinstance(allowed, list) else [allowed]
    words = [str(choice) for choice in choices]
    near = did_you_mean(value, words) if isinstance(value, str) else ""
    message = f"{_subject(path)} cannot be {_said(value)}"
    return Complaint("MR0404", message, path, near or f"it can be {_listed(choices)}")


def _bad_form(fault: Fault, path: Steps) -> Complaint:
    value = str(fault.instance)
    if "propertyNames" in fault.absolute_schema_path:
        message = f'"{shown(value)}" is not a name that may stand here'
        return Complaint("MR0405", message, (*path, value), _hint(fault), on_key=True)
    title = fault.schema.get("title")
    wanted = f"a valid {title.lower()}" if isinstance(title, str) else f"valid as {_subject(path)}"
    message = f'"{shown(value)}" is not {wanted}'
    return Complaint("MR0405", message, path, _hint(fault))


def _choice(fault: Fault, root: JsonSchema, path: Steps) -> Iterator[Complaint]:
    forms = [resolved(form, root) for form in cast("list[Plain]", fault.validator_value)]
    branch = branch_of(fault, root)
    if branch is not None and (inner := faults_of_branch(fault, branch)):
        others = {
            key: str(form["title"])
            for form in forms
            for key in properties(form)
            if "title" in form and key not in properties(forms[branch])
        }
        for one in inner:
            for complaint in complaints(one, root):
                yield _of_another_form(complaint, forms[branch], others)
        return
    titles = [str(form["title"]) for form in forms if "title" in form]
    if isinstance(fault.instance, dict) and len(titles) == len(forms):
        message = f"this is neither {_either([_article(title.lower()) for title in titles], 'nor')}"
        keys = [
            f"{_article(title.lower())} has {_listed(cast('list[Plain]', form['required']))}"
            for title, form in zip(titles, forms, strict=True)
        ]
        yield Complaint("MR0409", message, path, "; ".join(keys))
    elif hint := _hint(fault):
        yield Complaint("MR0402", hint.partition(":")[0], path, hint.partition(": ")[2])
    else:
        kinds = [
            words
            for form in forms
            for words in ([form["type"]] if isinstance(form.get("type"), str) else form["type"])  # type: ignore[union-attr]
        ]
        words = _either(list(dict.fromkeys(_KINDS[str(kind)][0] for kind in kinds)))
        message = f"{_subject(path)} should be {words}, but it is {_said(fault.instance)}"
        yield Complaint("MR0403", message, path)


def _of_another_form(complaint: Complaint, form: JsonSchema, others: dict[str, str]) -> Complaint:
    """A key that belongs to another form is no unknown key; say whose it is."""
    key = str(complaint.path[-1]) if complaint.path else ""
    if complaint.code != "MR0401" or key not in others or "title" not in form:
        return complaint
    here = _article(str(form["title"]).lower())
    message = f'"{key}" has no meaning in {here}: it belongs to {_article(others[key].lower())}'
    keys = _listed(properties(form))
    return Complaint("MR0406", message, complaint.path, f"{here} has {keys}", on_key=True)


def _repeats(fault: Fault, path: Steps) -> Iterator[Complaint]:
    first: dict[str, int] = {}
    for index, item in enumerate(cast("list[Plain]", fault.instance)):
        before = first.setdefault(repr(item), index)
        if before != index:
            yield Complaint(
                "MR0408",
                f"{_said(item)} is listed twice",
                (*path, index),
                "take one of the two out",
                labels=(((*path, before), "first listed here"),),
            )


_BOUNDS = {
    "minLength": "{subject} is empty",
    "maxLength": "{subject} is longer than {bound} characters",
    "minItems": "{subject} is an empty list",
    "maxItems": "{subject} has more than {bound} entries",
    "minProperties": "{subject} says too little",
    "minimum": "{subject} is less than {bound}",
    "maximum": "{subject} is greater than {bound}",
}


def _bounds(fault: Fault, path: Steps) -> Complaint:
    pattern = _BOUNDS.get(fault.validator, "{subject} is not what may stand here")
    message = pattern.format(subject=_subject(path), bound=fault.validator_value)
    if "propertyNames" in fault.absolute_schema_path:
        path = (*path, str(fault.instance))
        message = f'"{shown(str(fault.instance))}" is too long for a name'
    empty = fault.validator in ("minLength", "minItems")
    help = "write something here, or leave the key out where it is optional" if empty else ""
    return Complaint("MR0407", message, path, _hint(fault) or help)


def _hint(fault: Fault) -> str:
    hint = fault.schema.get("errorMessage", "")
    return hint if isinstance(hint, str) else ""


def shown(text: str, most: int = 60) -> str:
    """A text as messages quote it: on one line, and not longer than they can bear."""
    from medrules.diagnostics.sanitise import visible_line

    return visible_line(text if len(text) <= most else text[:most] + "…")


def _subject(path: Steps) -> str:
    """What a path is called in a sentence: a key, an entry of a list, the file."""
    if not path:
        return "the file"
    last = path[-1]
    if isinstance(last, str):
        return f'"{shown(last)}"'
    if len(path) == 1:
        return f"entry {last + 1}"
    return f"entry {last + 1} of {_subject(path[:-1])}"


def _said(value: Plain) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'the text "{shown(value)}"' if value else "an empty text"
        case int() | Decimal():
            # A number of thousands of digits must neither fill the screen nor fail to print.
            return f"the number {value}" if -(10**30) < value < 10**30 else "a very large number"
        case list():
            return "a list" if value else "an empty list"
        case dict():
            return "a table"
        case None:
            return "null"


def _article(word: str) -> str:
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"


def _either(words: list[str], joined: str = "or") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joined} {words[-1]}"


def _listed(values: Iterable[Plain]) -> str:
    words = [f'"{value}"' if kind_of(value) == "string" else str(value) for value in values]
    return _either(words, "and") if words else "none"
