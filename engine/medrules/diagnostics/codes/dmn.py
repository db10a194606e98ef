"""Codes 09xx: DMN models, as XML, as models, as they run, and on their way to and from packs.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR0901",
        "xml-not-well-formed",
        Severity.ERROR,
        what="A DMN file is not well-formed XML.",
        why="Nothing in a file whose tags do not match can be trusted to mean what it seems to.",
        example="A `<decision>` element without its end tag.",
        mend="Export the model again from the tool that wrote it, or mend the line shown.",
    ),
    Code(
        "MR0902",
        "xml-document-type",
        Severity.ERROR,
        what="A DMN file declares a document type or an entity.",
        why="Entities can fetch files or grow without bound when they are expanded; no DMN model "
        "needs them, so none is read.",
        example='`<!DOCTYPE definitions [<!ENTITY x SYSTEM "file:///etc/passwd">]>`',
        mend="Remove the `<!DOCTYPE …>` declaration, and write the text that the entity stood for.",
    ),
    Code(
        "MR0903",
        "xml-too-large",
        Severity.ERROR,
        what="A DMN file is larger than 8 MiB, deeper than 100 levels, or has more than "
        "200,000 elements.",
        why="A file that no modeler would write should not be able to stop the machine.",
        example="A file with 10,000 nested `<context>` elements.",
        mend="Split the model into several files, or remove embedded images and other extensions.",
    ),
    Code(
        "MR0904",
        "not-dmn",
        Severity.ERROR,
        what="A file is XML, but not a DMN model of a version that can be read.",
        why="The version decides what the elements mean; guessing it could change an answer.",
        example='`<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd">` (DMN 1.1)',
        mend="Let the modeler export DMN 1.2, 1.3, 1.4 or 1.5.",
    ),
    Code(
        "MR0905",
        "dmn-incomplete",
        Severity.ERROR,
        what="An element of a DMN model lacks something that the standard asks for, or has a value "
        "that the standard does not know.",
        why="The element has no meaning without it.",
        example="A `<rule>` with two `<inputEntry>` in a table of three inputs.",
        mend="The message names the element, its id and its line: complete it in the modeler.",
    ),
    Code(
        "MR0906",
        "dmn-unknown-element",
        Severity.ERROR,
        what="A DMN model holds an element that DMN does not allow in that place.",
        why="Leaving it out silently could change what the model says.",
        example="A `<script>` element inside `<definitions>`.",
        mend="Remove it, or give it a namespace of its own: extensions are passed over.",
    ),
    Code(
        "MR0907",
        "dmn-dangling-reference",
        Severity.ERROR,
        what="A requirement points at an element that the model does not hold.",
        why="The decision would be taken without something that it needs.",
        example='`<requiredInput href="#income"/>` where no input data has the id `income`.',
        mend="Draw the requirement again in the modeler, or remove it.",
    ),
    Code(
        "MR0908",
        "dmn-circle",
        Severity.ERROR,
        what="Decisions require each other in a circle, or a type is defined by itself.",
        why="There is no order in which they could be worked out.",
        example="Decision A requires decision B, and B requires A.",
        mend="Remove one of the requirements named in the message.",
    ),
    Code(
        "MR0909",
        "dmn-duplicate",
        Severity.ERROR,
        what="Two elements of a model have the same id or the same name.",
        why="A requirement or an expression that uses it could mean either.",
        example='Two decisions with the name "Approval".',
        mend="Rename one of them; both places are shown.",
    ),
    Code(
        "MR0910",
        "dmn-not-evaluated",
        Severity.ERROR,
        what="A model uses a part of DMN that is not evaluated: imports of other models, functions "
        "of Java or PMML, or an expression language other than FEEL.",
        why="Evaluating the rest without it could give a wrong answer.",
        example='`<functionDefinition kind="Java">`',
        mend="Write the part in FEEL, or put imported definitions into the same file.",
    ),
    Code(
        "MR0911",
        "dmn-unknown-type",
        Severity.ERROR,
        what="A `typeRef` names neither a type of FEEL nor an item definition of the model.",
        why="Values could not be checked against it.",
        example='`<variable name="Age" typeRef="numbr"/>`',
        mend="Correct the name, or add the item definition.",
    ),
    Code(
        "MR0912",
        "dmn-too-deep",
        Severity.ERROR,
        what="An expression of a DMN model is nested so deeply that it cannot be evaluated.",
        why="Evaluating it would exhaust the stack.",
        example="A boxed context inside a boxed context, hundreds of levels deep.",
        mend="Split it into several decisions.",
    ),
    Code(
        "MR0913",
        "dmn-unknown-name",
        Severity.WARNING,
        what="An expression uses a name that stands for nothing where it is used.",
        why="FEEL makes it null, so the decision quietly loses what the name should have meant. "
        "A decision sees only the inputs, decisions and functions that it requires.",
        example="`Monthly Salry * 12` in a decision that requires `Monthly Salary`.",
        mend="Correct the name, or draw the requirement that is missing.",
    ),
    Code(
        "MR0914",
        "dmn-wrong-arguments",
        Severity.WARNING,
        what="A function of FEEL is called with a number or with names of arguments that it does "
        "not have.",
        why="FEEL makes the call null.",
        example='`contains("abc")`',
        mend="The help lists the forms in which the function can be called.",
    ),
    Code(
        "MR0920",
        "dmn-no-such-decision",
        Severity.ERROR,
        what="A decision, or another thing to evaluate, is asked for that the model does not have.",
        why="There is nothing to evaluate.",
        example='`medrules dmn run loan.dmn --input me.json --decision "Aproval"`',
        mend="Use the name or the id of a decision of the model.",
    ),
    Code(
        "MR0921",
        "dmn-no-such-input",
        Severity.ERROR,
        what="A value is given for an input that the model does not have.",
        why="The decision would be taken without it.",
        example='`{"Agge": 18}` for a model with the input data `Age`.',
        mend="Correct the name; the help lists the input data of the model.",
    ),
    Code(
        "MR0922",
        "dmn-wrong-type",
        Severity.WARNING,
        what="A value does not fit the type that the model declares for it, or is not among the "
        "values that the type allows.",
        why="The standard makes it null.",
        example='`"eighteen"` for an input of the type `number`.',
        mend="Give a value of the type, or correct the type in the model.",
    ),
    Code(
        "MR0923",
        "dmn-no-function",
        Severity.WARNING,
        what="Something that is no function is called, or functions call each other without end.",
        why="There is no value; FEEL makes it null.",
        example="An invocation of `PMT` in a decision that does not require the knowledge model.",
        mend="Draw the knowledge requirement, or give the recursion an end.",
    ),
    Code(
        "MR0924",
        "dmn-hit-policy",
        Severity.WARNING,
        what="The rules of a decision table that match break its hit policy.",
        why="The table has no value; it is null.",
        example="Two rules match under UNIQUE, or under ANY with different outputs.",
        mend="Make the rules exclude each other, or choose another hit policy.",
    ),
    Code(
        "MR0925",
        "dmn-input-not-allowed",
        Severity.WARNING,
        what="An input of a decision table has a value that its column does not allow.",
        why="The table was not written for it, so it has no value; it is null.",
        example='`"Extreme"` where the input values are `"High", "Low"`.',
        mend="Give one of the values, or add it to the input values of the column.",
    ),
    Code(
        "MR0930",
        "dmn-not-imported",
        Severity.WARNING,
        what="An element of a DMN model has no place in a pack, and is left out of the import.",
        why="Packs use the typed part of FEEL, and have facts, tables and formulas, but no "
        "functions, contexts, dates or services. Nothing is dropped without a word.",
        example="A decision whose logic is a boxed context.",
        mend="Give the element a declared type or write it as a table or a literal expression, "
        "or write its rule in the pack by hand. `medrules dmn run` evaluates it as it is.",
    ),
    Code(
        "MR0931",
        "dmn-imported-otherwise",
        Severity.WARNING,
        what="An element of a DMN model is imported, but the pack does not say quite the same.",
        why="A model has nulls and types that a pack does not have; where that can show, it is "
        "told.",
        example="A table that gives true or false, and null where no rule matches: in the pack "
        "that is false.",
        mend="Add a default to the output of the table, or a rule for the cases that are left.",
    ),
    Code(
        "MR0940",
        "dmn-not-exported",
        Severity.WARNING,
        what="A conclusion of a pack has no counterpart in DMN, and is left out of the model.",
        why="A decision cannot require itself, and FEEL has no unknown; a model that left this "
        "unsaid would seem to be complete.",
        example="A set that is gathered by rules which read that same set.",
        mend="Write the conclusion without recursion, or keep deciding it with the pack.",
    ),
    Code(
        "MR0941",
        "dmn-no-such-pack",
        Severity.ERROR,
        what="A pack is to be exported that is neither a folder nor an installed pack.",
        why="There is nothing to export.",
        example="`medrules dmn export decision-flw -o model.dmn`",
        mend="Give the folder of a pack, or the id of an installed one (`medrules packs`).",
    ),
)
