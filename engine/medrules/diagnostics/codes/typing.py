"""Codes 0301 to 0399: names, types and units in expressions.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR0301",
        "unknown-fact",
        Severity.ERROR,
        what="An expression reads a fact, conclusion, parameter or variable that nothing declares.",
        why="A name with a slip in it would always be unknown, and its rule would never fire.",
        example="`when = 'support.fundng = \"full\"'`",
        mend="Correct the name, or declare it with `[[facts]]`, `[[conclusions]]` or "
        "`[[parameters]]`. A word of an enum is written in quotes.",
    ),
    Code(
        "MR0302",
        "wrong-type",
        Severity.ERROR,
        what="A value has a type that does not fit the place where it stands.",
        why="Comparing a number with a text has no answer; FEEL would quietly give null.",
        example="`when = 'experience.teaching_years = \"three\"'`",
        mend="Write a value of the type that the message asks for. `medrules facts` lists types.",
    ),
    Code(
        "MR0303",
        "wrong-unit",
        Severity.ERROR,
        what="Two numbers in different units are added, subtracted or compared.",
        why="Hours and dollars have no sum; the answer would be a number without a meaning.",
        example="`value = 'costs.hours + costs.tuition_usd'`",
        mend="Bring both to one unit first: multiply or divide by a fact or parameter that has "
        "the unit of the factor, such as `USD/hour`. A number written in the expression takes "
        "whatever unit its place asks for.",
    ),
    Code(
        "MR0304",
        "not-a-member",
        Severity.ERROR,
        what="A text is compared with an enum, or put into a set, that has no such member.",
        why="The comparison could never be true, so a rule would never fire.",
        example="`when = 'goals.primary_identity = \"eductor\"'`",
        mend="Write one of the members; the message names the nearest.",
    ),
    Code(
        "MR0305",
        "unknown-function",
        Severity.ERROR,
        what="An expression calls a function that does not exist.",
        why="A call without a function has no value.",
        example="`when = 'cuont(goals.motives) > 2'`",
        mend="Correct the name; the language reference lists every function.",
    ),
    Code(
        "MR0306",
        "wrong-argument-count",
        Severity.ERROR,
        what="A function is called with too few or too many arguments, or with names that its "
        "parameters do not have.",
        why="It cannot be told which argument is meant for what.",
        example="`value = 'round up(costs.hours)'`",
        mend="Give the arguments that the message lists, in that order.",
    ),
    Code(
        "MR0307",
        "not-in-packs",
        Severity.ERROR,
        what="An expression uses a part of FEEL that packs do not have.",
        why="Packs use the statically typed part of FEEL, so that a rule means the same in every "
        "place it runs and can be checked before it runs.",
        example="`value = '{a: 1}.a'`",
        mend="Say it with facts, conclusions, comparisons and functions of the language "
        "reference; the message says what to write where there is a direct replacement.",
    ),
    Code(
        "MR0308",
        "no-order",
        Severity.ERROR,
        what="Values are compared with `<`, `<=`, `>`, `>=`, `between` or a range, but their type "
        "has no order.",
        why="Only numbers, and members of an enum that is declared `ordered`, come one after the "
        "other; the order of letters differs from language to language.",
        example="`when = 'plan.setting > \"community\"'`",
        mend="Compare with `=` or `in (…)`, or declare the enum with `ordered = true`.",
    ),
    Code(
        "MR0309",
        "not-a-given-fact",
        Severity.ERROR,
        what="`is known` asks about something that no profile gives.",
        why="`is known` asks whether the profile gives a fact. Rules always say something about a "
        "conclusion, so there is nothing to ask.",
        example="`when = 'is known(decision.outcome)'`",
        mend="Ask about the facts that the conclusion rests on, or compare the conclusion with a "
        "value.",
    ),
    Code(
        "MR0310",
        "not-a-condition",
        Severity.ERROR,
        what="A condition is wanted, which is true or false, but the expression is something else.",
        why="A number or a word is neither true nor false, so the rule could never fire.",
        example="`when = 'goals.motives'`",
        mend='Compare the value with something, or test a set with `"word" in set`.',
    ),
    Code(
        "MR0311",
        "unknown-field",
        Severity.ERROR,
        what="An expression reads a field that the records of a list do not have.",
        why="A field with a slip in its name would always be unknown.",
        example="`when = 'program.scor > 50'`",
        mend="Correct the name, or declare the field with `[[facts.fields]]` or as the conclusion "
        "`programs[].field`.",
    ),
    Code(
        "MR0312",
        "name-in-use",
        Severity.ERROR,
        what="A variable has the name of another variable in whose reach it stands.",
        why="A reader could not tell which of the two is meant.",
        example="`value = 'for item in programs return count(programs[item.score > 50])'`",
        mend="Give the variable another name. Inside `list[…]` the name `item` is taken.",
    ),
)
