"""Codes 05xx: several packs that do not go together.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR0501",
        "duplicate-pack",
        Severity.ERROR,
        what="Two packs with one id are loaded.",
        why="Their rules would be mixed up.",
        example="`--pack my-pack --pack copy-of-my-pack`.",
        mend="Remove one of them, or give it an id of its own.",
    ),
    Code(
        "MR0502",
        "missing-requirement",
        Severity.ERROR,
        what="A pack requires another pack that is not loaded.",
        why="Its rules rest on names that the other one declares.",
        example='`[[pack.requires]]` with `pack = "decision-flwo"`.',
        mend="Install the pack, name its folder with `--pack`, or correct the id.",
    ),
    Code(
        "MR0503",
        "version-conflict",
        Severity.ERROR,
        what="A required pack is loaded in a version outside the range, or the range cannot be read.",
        why="The pack was written and tested against other versions.",
        example='`version = ">=2"` while 1.4.0 is loaded.',
        mend="Install a version inside the range, or test against this one and widen the range.",
    ),
    Code(
        "MR0504",
        "requirement-circle",
        Severity.ERROR,
        what="Packs require each other in a circle.",
        why="None of them could be loaded first.",
        example="`a` requires `b`, and `b` requires `a`.",
        mend="Move what both need into a third pack.",
    ),
    Code(
        "MR0505",
        "nothing-to-override",
        Severity.ERROR,
        what="An override names something that no pack declares.",
        why="The override would have no effect, and nobody would notice.",
        example='`parameter = "weights.brnad"`.',
        mend="Correct the name, and require the pack that declares it.",
    ),
    Code(
        "MR0506",
        "change-without-requirement",
        Severity.ERROR,
        what="A pack changes another one without requiring it.",
        why="Nothing would say which versions the change was written for.",
        example="`[[retire]]` of a rule of a pack that is not in `requires`.",
        mend="Add the pack to `[[pack.requires]]`.",
    ),
    Code(
        "MR0507",
        "rival-changes",
        Severity.ERROR,
        what="Two packs change the same thing of a third one, and neither requires the other: a parameter, a text "
        "of a rule or fact, a field of an option; or one rewords a rule that the other retires.",
        why="Which one counts would depend on the order in which they are found.",
        example='Two institutions\' packs loaded together, both with `parameter = "weights.brand"`.',
        mend="Load one of them, or let one require the other: the later one decides.",
    ),
    Code(
        "MR0508",
        "nothing-to-retire",
        Severity.ERROR,
        what="A retired rule does not exist, or is retired already.",
        why="The base pack may have moved on; the reason then needs a fresh look.",
        example='`rule = "decision-flow/no-such-rule"`.',
        mend="Correct the id, or remove the entry.",
    ),
    Code(
        "MR0509",
        "base-has-changed",
        Severity.WARNING,
        what="What an override or a retirement was written against is not what stands there now: the value of the "
        "parameter, or the text of the rule, is another than its `was` says.",
        why="A base pack may change a figure or a rule for a good reason. What another pack says over it may then "
        "be out of date, and nobody would notice.",
        example='```toml\n[[overrides]]\nparameter = "thresholds.protected_hours_per_week"\nwas = 4\nvalue = 8\n'
        'because = "Our policy."\n```\nwhile the base pack says 6 now. For a rule, `was = "?"` asks for the '
        "fingerprint to write.",
        mend="Read what the base pack says now. If your change is still meant, write the new `was` that the help names.",
    ),
    Code(
        "MR0510",
        "plugin-unloadable",
        Severity.ERROR,
        what="An installed distribution registers a plug-in that cannot be imported.",
        why="Its packs would be missing without a word.",
        example="An entry point that names a module which has been deleted.",
        mend="Reinstall the distribution, or remove it.",
    ),
    Code(
        "MR0511",
        "hook-failed",
        Severity.ERROR,
        what="The hook of an installed plug-in raised an error, or is not one of the hooks there are.",
        why="Its packs would be missing without a word.",
        example="`def medrules_packs(): return None`",
        mend="Return a list of folders. The guide for pack authors shows a complete one.",
    ),
    Code(
        "MR0512",
        "use-without-requirement",
        Severity.ERROR,
        what="A rule reads, concludes or cites something of a pack that its own pack does not require.",
        why="Whether the pack works would depend on what else happens to be installed, and nothing would say which "
        "versions it was written for.",
        example='`when = "support.in_place"` in a pack whose `[[pack.requires]]` does not name `decision-flow`.',
        mend="Add the pack to `[[pack.requires]]`, or declare a fact of your own.",
    ),
)
