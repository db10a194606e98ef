"""Codes 02xx: what is wrong with the syntax of a FEEL expression or of unary tests.

In: nothing. Out: ``CODES``; each example begins with FEEL in backticks that gives the diagnostic.
Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

_ERROR = Severity.ERROR

CODES: tuple[Code, ...] = (
    Code(
        "MR0201",
        "stray-character",
        _ERROR,
        what="A FEEL expression holds a character that means nothing in FEEL.",
        why="Leaving it out in silence could change what the author meant.",
        example="`costs.total > $500`",
        mend="Remove the character. If it belongs to a text, put the text between double quotes.",
    ),
    Code(
        "MR0202",
        "unclosed-text",
        _ERROR,
        what="A text is opened by a double quote and not closed on the same line.",
        why="FEEL texts do not run over the end of a line, so that a forgotten quote is found where "
        "it is missing.",
        example='`goals.primary_identity = "educator`',
        mend='Write the closing `"`. A line end inside a text is written `\\n`, a double quote '
        '`\\"`, a backslash `\\\\`.',
    ),
    Code(
        "MR0203",
        "bad-escape",
        _ERROR,
        what="A text holds a backslash followed by something that is not an escape.",
        why="Other languages have other escapes; guessing would give another text than was meant.",
        example='`matches(code, "\\d+")`',
        mend='Use `\\"`, `\\\\`, `\\n`, `\\r`, `\\t`, `\\uXXXX` or `\\UXXXXXX`. A backslash itself is '
        "written `\\\\`.",
    ),
    Code(
        "MR0204",
        "number-out-of-range",
        _ERROR,
        what="A number has more than 34 digits, or is too large or too small to compute with.",
        why="Numbers are decimals of 34 digits (IEEE 754 decimal128). A longer one would be rounded "
        "without a word.",
        example="`3.14159265358979323846264338327950288419716 * r`",
        mend="Round the number.",
    ),
    Code(
        "MR0205",
        "unclosed-comment",
        _ERROR,
        what="A comment is opened by `/*` and never closed.",
        why="All the rest of the expression would be a comment.",
        example="`a > 3 /* at least`",
        mend="Write `*/` where the comment ends, or begin it with `//` to end it with its line.",
    ),
    Code(
        "MR0206",
        "wrong-quotes",
        _ERROR,
        what="A text stands between single or typographic quotes.",
        why="FEEL texts stand between plain double quotes; an apostrophe may be part of a name.",
        example="`goals.primary_identity = 'educator'`",
        mend='Write `"educator"`. Inside a TOML text, put the whole condition between single quotes: '
        "`when = 'goals.primary_identity = \"educator\"'`.",
    ),
    Code(
        "MR0207",
        "foreign-operator",
        _ERROR,
        what="An operator is written as other languages write it.",
        why="FEEL has one way to write each operator, which readers who are not programmers know.",
        example="`experience.teaching_years == 3 && plan.payoff_plan`",
        mend="Write `=` for `==`, `!=` for `<>`, `>=` for `=>`, `<=` for `=<`, `and` for `&&`, `or` "
        "for `||`, `not(…)` for `!` and `**` for `^`.",
    ),
    Code(
        "MR0208",
        "missing-value",
        _ERROR,
        what="A value or a condition is missing before or after an operator, a comma or a bracket.",
        why="Half a condition has no meaning; often the end of a line was lost.",
        example="`experience.teaching_years >= 3 and`",
        mend="Write what is missing, or remove the operator.",
    ),
    Code(
        "MR0209",
        "unexpected",
        _ERROR,
        what="Something follows a complete expression and cannot belong to it.",
        why="Two values with no operator between do not make one; a name of several words that "
        "nothing declares looks like this too.",
        example="`capacity.hours_per_week 10`",
        mend="Write the operator that is missing, remove what is too much, or declare the name.",
    ),
    Code(
        "MR0210",
        "unclosed-bracket",
        _ERROR,
        what="A bracket is never closed, is closed by another kind, or closes nothing.",
        why="It decides which parts belong together.",
        example="`(a or b and c`",
        mend="Write the bracket that is missing. Ranges alone may mix brackets, as in `[1..5)`.",
    ),
    Code(
        "MR0211",
        "missing-word",
        _ERROR,
        what="A construct lacks one of its words or signs: `then`, `in`, `return`, `satisfies`, the "
        "`and` of `between`, the `of` of `instance of`, or the `:` of an entry.",
        why="Without it nobody can tell where one part ends and the next begins.",
        example="`for p in programs`",
        mend="Write the word: `if a then b else c`, `for x in list return value`, `some x in list "
        "satisfies condition`, `x between 1 and 5`.",
    ),
    Code(
        "MR0212",
        "missing-else",
        _ERROR,
        what="An `if` has no `else`.",
        why="An expression always has a value; FEEL does not say what it is when the condition fails.",
        example="`if plan.payoff_plan then 1`",
        mend="Write what holds otherwise, with `else null` where nothing does.",
    ),
    Code(
        "MR0213",
        "misspelt-word",
        _ERROR,
        what="A word stands where FEEL has one that looks like it.",
        why="The words of the language are exact, and in lower case.",
        example="`if a thn b else c`",
        mend="Correct the word.",
    ),
    Code(
        "MR0214",
        "function-spelling",
        _ERROR,
        what="A built-in function is called by its name without the spaces.",
        why="FEEL names have spaces; the other spelling would be another name.",
        example="`is_known(support.funding)`",
        mend="Write the name with spaces: `is known(support.funding)`.",
    ),
    Code(
        "MR0215",
        "mixed-arguments",
        _ERROR,
        what="Some arguments of a call have names and others have none.",
        why="FEEL takes arguments either by name or by position, never both in one call.",
        example='`contains(string: title, "PhD")`',
        mend="Name every argument, or none.",
    ),
    Code(
        "MR0216",
        "bad-range",
        _ERROR,
        what="A range is closed where it has no end, or begins with `!=`.",
        why="A missing end belongs to no range, so the bracket beside it must be a round one.",
        example="`[5..]`",
        mend="Write `[5..)` for at least 5 and `(..5]` for at most 5.",
    ),
    Code(
        "MR0217",
        "bad-type",
        _ERROR,
        what="The name of a type is missing, or its brackets are not closed.",
        why="`instance of` and typed parameters need a type to compare with.",
        example="`x instance of list<number`",
        mend="Write a type such as `number`, `string`, `boolean`, `list<number>` or "
        "`function<number> -> string`.",
    ),
    Code(
        "MR0218",
        "too-deep",
        _ERROR,
        what="An expression nests too deep, or chains too many operators.",
        why="Nobody can check such an expression by reading it, and a bound keeps every stage safe.",
        example="A condition of more than 150 parts joined by `or`, or 150 parentheses in one another.",
        mend="Name parts of it as conclusions of their own; use `in (…)` for many values.",
    ),
    Code(
        "MR0219",
        "too-long",
        _ERROR,
        what="An expression has more than 65,536 characters.",
        why="A bound keeps reading fast, whatever the file holds.",
        example="A list of ten thousand texts in one condition.",
        mend="Make an enum or a decision table of it.",
    ),
    Code(
        "MR0220",
        "empty-expression",
        _ERROR,
        what="There is no expression where one must stand.",
        why="An empty text has no value. A rule that always holds leaves its condition out.",
        example="`// nothing yet`",
        mend="Write a condition or a value; in a table, write `-` for any value.",
    ),
    Code(
        "MR0221",
        "joined-tests",
        _ERROR,
        what="Unary tests are joined by `and` or `or`.",
        why="A test such as `>= 3` has no left side, so it is not a condition that could be joined.",
        example="`>= 3 and <= 5`",
        mend="Write a range, `[3..5]`; or put commas between tests of which one must hold; or use "
        "`?` for the value tested: `? >= 3 and ? <= 5`.",
    ),
    Code(
        "MR0222",
        "external-function",
        _ERROR,
        what="A function is declared as `external`.",
        why="DMN lets such functions run Java or PMML. No other code runs here.",
        example='`function(x) external { java: { class: "java.lang.Math" } }`',
        mend="Write the function in FEEL.",
    ),
    Code(
        "MR0223",
        "missing-name",
        _ERROR,
        what="A name is missing: after a dot, or where a variable, a parameter or an entry is named.",
        why="What has no name cannot be referred to.",
        example="`goals. = 3`",
        mend="Write the name, or remove the dot.",
    ),
)
