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
)
