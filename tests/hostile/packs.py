"""Hostile packs, each made from a few lines: what is in its files, and what has to become of it.

``PACKS`` maps a name to the files of a pack and the codes of which one at least must be told. A pack
without codes is sound, only large: it must be dealt with within the limits all the same.
"""

from __future__ import annotations

from typing import NamedTuple

HEAD = """\
[pack]
id = "hostile"
version = "1.0.0"
title = "Hostile"
description = "Made to do damage."
language = 1
"""
FACTS = """
[[facts]]
path = "x.n"
type = "number"
question = "How many?"

[[facts]]
path = "x.yes"
type = "boolean"
question = "Is it?"

[[facts]]
path = "things"
type = "records"
key = "name"
given_by = "both"
[[facts.fields]]
name = "name"
type = "text"
[[facts.fields]]
name = "size"
type = "number"

[[conclusions]]
path = "out.yes"
type = "boolean"
policy = "any"

[[conclusions]]
path = "out.n"
type = "number"
policy = "max"
"""
MB = 1 << 20


class Hostile(NamedTuple):
    """The files of a pack by name, and the codes of which at least one must be told."""

    files: dict[str, str]
    codes: frozenset[str] = frozenset()


def pack(text: str = "", *codes: str, head: str = HEAD, **files: str) -> Hostile:
    """A pack with that text in ``rules.toml``, beside the facts above."""
    named = {name.replace("__", "/") + ".toml": body for name, body in files.items()}
    return Hostile(
        {"pack.toml": head, "facts.toml": FACTS, "rules.toml": text, **named}, frozenset(codes)
    )


def raw(data: str, *codes: str) -> Hostile:
    """A pack whose ``pack.toml`` is just that text."""
    return Hostile({"pack.toml": data}, frozenset(codes))


def rule(when: str, quote: str = "'") -> str:
    then = 'then = { "out.yes" = true }\ncites = ["none: x"]\n'
    return f'[[rules]]\nid = "r"\nwhen = {quote}{when}{quote}\n{then}'


def formula(value: str) -> str:
    return f"[[formulas]]\nid = 'f'\nconclusion = 'out.n'\nvalue = '{value}'\ncites = ['none: x']\n"


def many(count: int, text: str) -> str:
    """The text so often, with ``#`` replaced by a number."""
    return "".join(text.replace("#", str(number)) for number in range(count))


RULE = '[[rules]]\nid = "r#"\nwhen = "x.n > #"\nthen = { "out.yes" = true }\ncites = ["none: x"]\n'
FACT = '[[facts]]\npath = "f.a#"\ntype = "number"\nquestion = "?"\n'

NESTING = {
    "arrays in arrays": raw("x = " + "[" * 100_000, "MR0112", "MR0110"),
    "closed arrays in arrays": raw("x = " + "[" * 5000 + "]" * 5000, "MR0112"),
    "inline tables in inline tables": raw("x = " + "{a=" * 50_000, "MR0112", "MR0110"),
    "a key of 100,000 parts": raw(".".join("a" * 100_000) + " = 1", "MR0112"),
    "a header of 100,000 parts": raw("[" + ".".join("a" * 100_000) + "]", "MR0112"),
    "many keys of 60 parts": raw(many(3000, ".".join(["k#"] * 60) + " = 1\n"), "MR0411"),
    "parentheses": pack(rule("(" * 4900 + "x.yes" + ")" * 4900), "MR0218"),
    "parentheses never closed": pack(rule("(" * 9999), "MR0218"),
    "not of not of not": pack(rule("not(" * 1900 + "x.yes" + ")" * 1900), "MR0218"),
    "if in if": pack(
        rule("if x.yes then " * 300 + "x.yes" + " else false" * 300), "MR0218", "MR0407"
    ),
    "lists in lists": pack(rule("[" * 4900 + "1" + "]" * 4900), "MR0218"),
    "minus minus minus": pack(rule("- " * 4900 + "x.n"), "MR0218"),
    "powers of powers": pack(rule("2" + "**2" * 3000), "MR0218"),
    "paths of paths": pack(rule("x" + ".y" * 4900), "MR0218"),
    "filters of filters": pack(
        rule("things" + "[size > 1]" * 900), "MR0218", "MR0305", "MR0303", "MR0302"
    ),
    "braces in a text": pack(
        rule("x.yes") + 'because = "' + "{" * 4999 + '"\n', "MR0455", "MR0201"
    ),
    "braces in braces": pack(
        rule("x.yes") + 'because = "' + "{ [{" * 1000 + '"\n', "MR0455", "MR0201"
    ),
}

SIZES = {
    "a text of a megabyte": pack(rule("x.n > 1").replace("none: x", "none: " + "x" * (MB - 500))),
    "a file of more than a megabyte": pack("# " + "x" * MB, "MR0105"),
    "a condition of a megabyte": pack(rule("x" * (MB - 500)), "MR0407"),
    "a condition of ten thousand letters": pack(rule("x.n " + "+ x.n " * 1600 + "> 1"), "MR0218"),
    "a thousand alternatives": pack(rule(" or ".join(["x.yes"] * 1000)), "MR0218"),
    "an id of a megabyte": raw(HEAD.replace('"hostile"', '"' + "a" * (MB - 500) + '"'), "MR0407"),
    "an id that is almost one": raw(
        HEAD.replace('"hostile"', '"' + "a-" * 500_000 + '"'), "MR0405", "MR0407"
    ),
    "a path that is almost one": pack(FACT.replace("f.a#", "a_b." * 200_000), "MR0405", "MR0407"),
    "a number of a megabyte": pack(formula("9" * 9000), "MR0204"),
    "a TOML number of a megabyte": raw(HEAD + "x = " + "9" * (MB - 500), "MR0117"),
    "a number of a billion digits": pack(formula("10 ** 1000000000")),
    "a tower of powers": pack(formula("9 ** 9 ** 9 ** 9")),
    "an exponent": pack(formula("1e999999999"), "MR0204"),
    "twenty thousand rules": pack(many(9000, RULE), "MR0411"),
    "ten thousand facts": pack(many(10_000, FACT), "MR0411"),
    "ten thousand unknown keys": pack(many(10_000, "[[rules]]\nzz# = 1\n"), "MR0410", "MR0411"),
    "ten thousand rows": pack(
        '[[tables]]\nid = "t"\ninputs = ["x.n"]\noutputs = ["out.yes"]\ncites = ["none: x"]\n'
        + many(10_000, '[[tables.rows]]\nwhen = ["#"]\nthen = [true]\n'),
        "MR0411",
    ),
    "an enum of fifty thousand members": pack(
        '[[enums]]\nid = "e"\nmembers = [' + many(50_000, '"m#", ') + "]\n", "MR0411"
    ),
    "fifty thousand keys in one table": raw(HEAD + many(50_000, "k# = 1\n"), "MR0410", "MR0411"),
    "fifty thousand citations": pack(
        rule("x.yes").replace('["none: x"]', "[" + many(50_000, '"s#", ') + "]"), "MR0411", "MR0407"
    ),
    "two hundred thousand comments": pack("#\n" * 200_000),
    "unknown names by the thousand": pack(
        many(650, FACT) + many(930, RULE.replace("x.n", "f.z#")), "MR0301"
    ),
    "eight hundred errors in FEEL": pack(many(800, RULE.replace("x.n > #", "x.n >")), "MR0208"),
    "parameters that all look alike, by the thousand": pack(
        many(900, '[[parameters]]\npath = "p.aaaaaaaaaaaaaaaaaaaa#"\ntype = "number"\nvalue = 1\n')
        + many(
            1200, '[[overrides]]\nparameter = "p.aaaaaaaaaaaaaaaaaaab#"\nvalue = 1\nbecause = "x"\n'
        ),
        "MR0505",
    ),
}

WORK = {
    "a loop over a loop over a loop": pack(
        rule(
            "some "
            + ", ".join(f"{name} in things" for name in "abcdefgh")
            + " satisfies a.size > 1"
        )
    ),
    "a range to count through": pack(rule("some i in 1..1000000000 satisfies i > x.n"), "MR0307"),
    "for of for of for": pack(
        formula("count(for a in things, b in things, c in things return 1)"), "MR0307"
    ),
    "nested loops over written lists": pack(
        formula(
            "count(for a in ["
            + "1"
            + ",1" * 900
            + "] return count(for b in [1"
            + ",1" * 900
            + "] return count(for c in [1"
            + ",1" * 900
            + "] return a * b * c)))"
        ),
        "MR0703",
    ),
    "forty booleans that nobody knows": pack(
        many(40, '[[facts]]\npath = "b.f#"\ntype = "boolean"\nquestion = "?"\n')
        + rule(
            " and ".join(
                f"(b.f{n} or not(b.f{(n * 7 + 3) % 40}) or b.f{(n * 11 + 5) % 40})"
                for n in range(40)
            )
        )
    ),
    "a sum of forty numbers that nobody knows": pack(
        many(40, FACT) + rule(" + ".join(f"f.a{n} * f.a{(n + 1) % 40}" for n in range(40)) + " > 7")
    ),
    "a chain of two thousand conclusions": pack(
        many(1000, '[[conclusions]]\npath = "c.n#"\ntype = "number"\n')
        + "".join(
            f'[[formulas]]\nid = "f{n}"\nconclusion = "c.n{n}"\nvalue = "c.n{n - 1} + 1"\n'
            'cites = ["none: x"]\n'
            for n in range(1, 1000)
        )
    ),
    "a ladder that doubles": pack(
        many(60, '[[conclusions]]\npath = "c.n#"\ntype = "number"\n')
        + "".join(
            f'[[formulas]]\nid = "f{n}"\nconclusion = "c.n{n}"\nvalue = "c.n{n - 1} * c.n{n - 1} + x.n"\n'
            'cites = ["none: x"]\n'
            for n in range(1, 60)
        )
    ),
    "a text that doubles": pack(
        '[[conclusions]]\npath = "t.n0"\ntype = "text"\ndefault = "'
        + "x" * 1000
        + '"\n'
        + "".join(f'[[conclusions]]\npath = "t.n{n}"\ntype = "text"\n' for n in range(1, 40))
        + "".join(
            f'[[formulas]]\nid = "f{n}"\nconclusion = "t.n{n}"\nvalue = "t.n{n - 1} + t.n{n - 1}"\n'
            'cites = ["none: x"]\n'
            for n in range(1, 40)
        ),
        "MR0703",
    ),
    "a circle of conclusions": pack(
        '[[conclusions]]\npath = "c.a"\ntype = "number"\n[[conclusions]]\npath = "c.b"\ntype = "number"\n'
        + formula("c.b + 1").replace("out.n", "c.a")
        + formula("c.a + 1").replace("out.n", "c.b").replace("'f'", "'g'"),
        "MR0457",
    ),
    "a flow with ways without number": pack(
        '[[flows]]\nid = "w"\noutcome = "out.yes"\nstart = "q0"\ncites = ["none: x"]\n'
        + "".join(
            f'[[flows.nodes]]\nid = "q{n}"\nwhen = "x.n > {n}"\nyes = "a{n}"\nno = "b{n}"\n'
            f'[[flows.nodes]]\nid = "a{n}"\nwhen = "x.yes"\nyes = "q{n + 1}"\nno = "q{n + 1}"\n'
            f'[[flows.nodes]]\nid = "b{n}"\nwhen = "x.n < {n}"\nyes = "q{n + 1}"\nno = "q{n + 1}"\n'
            for n in range(60)
        )
        + '[[flows.nodes]]\nid = "q60"\noutcome = true\n',
        "MR0474",
    ),
    "regular expressions": pack(
        rule('matches("' + "a" * 40 + 'b", "(a+)+$")'),
        "MR0307",
    ),
}

NAMES = {
    "an id that is a path": raw(HEAD.replace('"hostile"', '"../../../etc"'), "MR0405"),
    "an id that is an absolute path": raw(HEAD.replace('"hostile"', '"/etc/passwd"'), "MR0405"),
    "an id with a null": raw(HEAD.replace('"hostile"', '"a\\u0000b"'), "MR0405"),
    "an id that ends in a line": raw(HEAD.replace('"hostile"', '"hostile\\n"'), "MR0405"),
    "an id that is markup": raw(HEAD.replace('"hostile"', '"<script>alert(1)</script>"'), "MR0405"),
    "an id with an escape": raw(HEAD.replace('"hostile"', '"\\u001b[2J\\u001b[31mred"'), "MR0405"),
    "a rule id that is a path": pack(rule("x.yes").replace('"r"', '"../r"'), "MR0405"),
    "a rule id that is markup": pack(
        rule("x.yes").replace('"r"', '"<img src=x onerror=alert(1)>"'), "MR0405"
    ),
    "a fact path that is Python": pack(FACT.replace("f.a#", "__class__.__mro__"), "MR0405"),
    "a fact that looks like another": pack(FACT.replace("f.a#", "\u0445.n"), "MR0405"),
    "an enum member that looks like another": pack(
        '[[enums]]\nid = "e"\nmembers = ["\u0430bc", "abc"]\n', "MR0405"
    ),
    "a key that turns the reading round": pack('"\\u202eezis" = 1\n', "MR0401"),
    "a unit with an escape": pack(FACT + 'unit = "\\u001b[31m"\n', "MR0405"),
    "condition with an escape": pack(
        rule('x.n = "\\u001b]0;owned\\u0007"'), "MR0302", "MR0303", "MR0305"
    ),
}

PACKS: dict[str, Hostile] = {**NESTING, **SIZES, **WORK, **NAMES}
