"""What a report says of each conclusion, and what it asks for: from sections to blocks to words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from medrules.ir.evaluation import Conclusion, Evaluation, Interval, Settlement
from medrules.ir.program import Derived, Flow, FlowNode, Policy, Program, Section
from medrules.ir.types import BOOLEAN, TEXT, EnumType, ListType, NumberType, SetType, TextType
from medrules.loading import load
from medrules.source.span import NOWHERE
from medrules_cli.again import Asked
from medrules_cli.report.assemble import Assembly
from medrules_cli.report.blocks import (
    Block,
    Bullets,
    Commands,
    Grid,
    Heading,
    Headline,
    Note,
    Paragraph,
    Values,
)
from medrules_cli.report.missing import missing
from medrules_cli.report.pack import pack_text
from medrules_cli.report.saying import NOT_KNOWN, Saying, bounds, declared_path, span, stem
from profiles.programs import PROGRAM
from report_json.evaluations import evaluation, open_, settled

UNKNOWN = Settlement("unknown", None, (), ("plan.payoff_plan",), True)


def say(*conclusions: Conclusion, program: Program = PROGRAM) -> Saying:
    return Saying(program, evaluation(conclusions))


def short(item: Conclusion, glue: str = "") -> str:
    return say(item).short(item, glue)


def section(
    kind: str, *show: str, columns: tuple[str, ...] = (), intro: str = "", limit: int = 0
) -> Section:
    return Section(kind, f"The {kind}", kind, show, columns, intro, 1, limit, "p")  # type: ignore[arg-type]


def derived(path: str, kind: object, title: str = "") -> Derived:
    return Derived(path, kind, Policy.UNIQUE, None, (), title or path, "", False, "p", NOWHERE)  # type: ignore[arg-type]


MORE = PROGRAM.replace(
    derived=(
        *PROGRAM.derived,
        derived("cost.all_low", NumberType("USD"), "Cost in all, at least"),
        derived("cost.all_high", NumberType("USD"), "Cost in all, at most"),
        derived("line", TEXT, "The line"),
        derived("lines", ListType(TEXT), "The lines"),
        derived("ok", BOOLEAN, "All is well"),
    )
)


def blocks(report: Section, *conclusions: Conclusion, program: Program = MORE) -> list[Block]:
    """What a section becomes, without the end of the report."""
    made = program.replace(report=(report,))
    found = evaluation(conclusions)
    return [
        block
        for block in Assembly(made, found, Asked("me.toml")).blocks()
        if not isinstance(block, Commands) and block != Heading("Next")
    ]


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (settled("decision.outcome", "smaller-programs"), "smaller-programs"),
        (settled("costs.total", 1234), "1,234 USD"),
        (settled("costs.total", None), "none"),
        (open_("costs.total", Interval(10, 20), "x"), "10 to 20 USD"),
        (open_("costs.total", Interval(10, 10), "x"), "10 USD"),
        (open_("costs.total", Interval(1, 1), "x"), "1 USD"),
        (open_("costs.total", (3, 1, None), "x"), "1 to 3 USD"),
        (open_("costs.total", (None,), "x"), NOT_KNOWN),
        (open_("costs.total", Interval(0, 5000), "x", status="unknown"), NOT_KNOWN),
        (open_("costs.total", Interval(0, 99), "x", status="unknown"), "0 to 99 USD"),
        (open_("decision.outcome", ("skip", "worthwhile"), "x"), "skip or worthwhile"),
        (
            open_("decision.outcome", ("skip", "smaller-programs", "worthwhile", "y"), "x"),
            NOT_KNOWN,
        ),
        (open_("decision.outcome", ("skip", "worthwhile"), "x", status="unknown"), NOT_KNOWN),
        (open_("hidden.step", (True, False), "x"), NOT_KNOWN),
        (open_("decision.path", (("a",), ("b",)), "x"), NOT_KNOWN),
    ],
)
def test_in_a_few_words(item: Conclusion, words: str) -> None:
    assert short(item) == words


@pytest.mark.parametrize(
    ("certain", "possible", "words", "glued"),
    [
        ({"leadership"}, (), "leadership", "leadership"),
        ({"repair-cv", "leadership"}, (), "leadership and repair cv", "leadership; repair cv"),
        ({"leadership"}, ("leadership", "scholarship"), "leadership; perhaps scholarship",) * 1
        + ("leadership; perhaps scholarship",),
        (set(), ("scholarship", "repair-cv"), "perhaps scholarship or repair cv",) * 1
        + ("perhaps scholarship or repair cv",),
        (set(), ("scholarship", "repair-cv", "leadership"), NOT_KNOWN, NOT_KNOWN),
        ({"leadership"}, ("scholarship", "repair-cv", "better-teaching"),
         "leadership; perhaps more", "leadership; perhaps more"),
        (set(), (), NOT_KNOWN, NOT_KNOWN),
    ],
)  # fmt: skip
def test_sets_say_what_is_certain_and_what_may_come(
    certain: set[str], possible: tuple[str, ...], words: str, glued: str
) -> None:
    item = open_("cautions", possible, "x", value=frozenset(certain))
    assert short(item) == words
    assert short(item, "; ") == glued


def test_a_settled_set_is_in_the_order_of_its_enum() -> None:
    item = settled("cautions", frozenset({"repair-cv", "scholarship", "leadership"}))
    assert short(item) == "leadership, scholarship and repair cv"
    assert short(item, " + ") == "leadership + scholarship + repair cv"
    assert short(settled("cautions", frozenset())) == "none"


def test_whole_says_everything() -> None:
    four = open_(
        "cautions", ("scholarship", "repair-cv", "better-teaching"), "x", value=frozenset()
    )
    assert say(four).whole(four).count(",") == 1
    assert "between" in say().whole(open_("costs.total", Interval(0, 5000), "x"))


@pytest.mark.parametrize(
    ("settlement", "ends"),
    [
        (Settlement("settled", 3, (), (), True), (3, 3)),
        (Settlement("settled", None, (), (), True), None),
        (Settlement("settled", "text", (), (), True), None),
        (
            Settlement("provisional", None, Interval(Decimal("0.5"), 2), (), True),
            (Decimal("0.5"), 2),
        ),
        (Settlement("provisional", None, (5, None, 2), (), True), (2, 5)),
        (Settlement("provisional", None, (None,), (), True), None),
        (UNKNOWN, None),
    ],
)
def test_the_least_and_the_greatest(settlement: Settlement, ends: object) -> None:
    assert bounds(settlement) == ends


def test_a_low_and_a_high_are_one_range() -> None:
    made = say(program=MORE)

    def pair(low: Conclusion, high: Conclusion) -> str:
        return made.pair(low, high)

    low, high = settled("cost.all_low", 10), settled("cost.all_high", 30)
    assert pair(low, high) == "10 to 30 USD"
    assert pair(low, settled("cost.all_high", 10)) == "10 USD"
    assert (
        pair(open_("cost.all_low", (5, 8), "x"), open_("cost.all_high", Interval(20, 40), "x"))
        == "5 to 40 USD"
    )
    assert pair(low, settled("cost.all_high", None)) == NOT_KNOWN
    assert pair(low, open_("cost.all_high", Interval(20, 40), "x", status="unknown")) == NOT_KNOWN
    assert pair(settled("line", "a"), high) == NOT_KNOWN


def test_ranges_paths_and_stems() -> None:
    assert span((1, 1), "hours") == "1 hour"
    assert span((1, 2000), "hours") == "1 to 2,000 hours"
    assert span((1, 2), "") == "1 to 2"
    assert declared_path("programs[12].score") == "programs[].score"
    assert declared_path("decision.outcome") == "decision.outcome"
    assert stem("Hours in all, at least") == "Hours in all"
    assert stem("Hours") == "Hours"
    assert stem(", x") == ", x"


def test_titles_questions_and_examples_come_from_the_vocabulary() -> None:
    made = say()
    assert made.title("programs[3].brand") == "Brand"
    assert made.title("no.such") == "no.such"
    assert made.question("goals.primary_identity") == "What do you want to be known for?"
    assert made.question("goals.motives") == "Motives", "without a question, the title"
    assert made.question("no.such") == "no.such"
    examples = {
        "plan.payoff_plan": "true",
        "goals.primary_identity": "administrator",
        "goals.motives": "repair-cv",
        "support.funding_usd": "0",
        "deep.er.value": "0",
        "experience.ratio": "0.2",
        "clinician.specialty": "",
        "programs": "",
    }
    assert {path: made.example(path) for path in examples} == examples
    with pytest.raises(KeyError):
        made.type("no.such")


def test_members_have_titles_texts_and_places() -> None:
    made = say()
    assert made.member("goals.primary_identity", "educator") == "Educator"
    assert (
        made.member_text("goals.primary_identity", "educator")
        == "Teaching is the main academic work."
    )
    assert made.member_text("goals.primary_identity", "nobody") == ""
    assert made.member_text("costs.total", 3) == ""
    assert made.position("goals.motives", "scholarship") == 1
    assert made.position("goals.motives", "nothing") == 4
    assert made.position("costs.total", 3) == 0


def test_a_headline_has_the_text_of_its_member_once_it_is_settled() -> None:
    program = MORE.replace(derived=(*MORE.derived, derived("who", _identity(), "Who")))
    firm = blocks(section("headline", "who"), settled("who", "educator"), program=program)
    assert firm == [
        Headline("Who", "Educator", "settled", "good"),
        Paragraph("Teaching is the main academic work."),
    ]
    loose = blocks(
        section("headline", "who"),
        open_("who", ("educator", "clinician"), "plan.payoff_plan"),
        program=program,
    )
    assert loose[0] == Headline("Who", "Educator or Clinician", "provisional", "open")
    assert not [block for block in loose if isinstance(block, Paragraph)]


def _identity() -> EnumType:
    found = next(item.type for item in PROGRAM.facts if item.path == "goals.primary_identity")
    assert isinstance(found, EnumType)
    return found


def test_values_are_lines_and_what_is_open_is_gathered() -> None:
    found = blocks(
        section("values", "costs.total", "decision.outcome", "hidden.step", intro="Some words."),
        settled("costs.total", 7),
        open_("decision.outcome", ("skip", "worthwhile"), "plan.payoff_plan", status="unknown"),
        open_("hidden.step", (True, False), "plan.payoff_plan"),
    )
    assert found[:4] == [
        Heading("The values"),
        Paragraph("Some words."),
        Values((("costs.total", "7 USD"),)),
        Note("not known yet: decision.outcome; hidden.step"),
    ]


def test_a_pair_of_low_and_high_is_one_line_under_what_they_share() -> None:
    low, high = settled("cost.all_low", 10), settled("cost.all_high", 30)
    assert blocks(section("values", "cost.all_low", "cost.all_high"), low, high)[1] == Values(
        (("Cost in all", "10 to 30 USD"),)
    )
    assert blocks(section("values", "cost.all_high", "cost.all_low"), low, high)[1] == Values(
        (("Cost in all, at most", "30 USD"), ("Cost in all, at least", "10 USD"))
    )
    nothing = blocks(
        section("values", "cost.all_low", "cost.all_high", "costs.total"),
        settled("cost.all_low", None), settled("cost.all_high", None), settled("costs.total", 1),
    )  # fmt: skip
    assert nothing[1] == Values((("costs.total", "1 USD"),)), "no line for nothing"
    assert blocks(section("values", "costs.total"), settled("costs.total", None)) == []


def test_lists_have_titles_texts_a_limit_and_what_may_still_come() -> None:
    three = settled("cautions", frozenset({"repair-cv", "leadership", "scholarship"}))
    assert blocks(section("list", "cautions"), three)[1] == Bullets(
        (("leadership", ""), ("scholarship", ""), ("repair cv", ""))
    )
    assert blocks(section("list", "cautions", limit=2), three)[1:] == [
        Bullets((("leadership", ""), ("scholarship", ""))),
        Note("and 1 more"),
    ]
    assert blocks(section("list", "cautions"), settled("cautions", frozenset()))[1] == Note("none")
    certain = frozenset({"leadership"})
    few = open_("cautions", ("leadership", "repair-cv"), "plan.payoff_plan", value=certain)
    assert blocks(section("list", "cautions"), few)[1:3] == [
        Bullets((("leadership", ""),)),
        Note("may still come: repair cv"),
    ]
    many = ("leadership", "scholarship", "better-teaching", "repair-cv", "x")
    more = open_("cautions", many, "plan.payoff_plan", value=certain)
    assert blocks(section("list", "cautions"), more)[2] == Note("more may still come")
    none = open_("cautions", many, "plan.payoff_plan", value=frozenset())
    assert blocks(section("list", "cautions"), none)[1] == Note("cautions: not known yet")
    assert blocks(section("list", "lines"), settled("lines", ("b", "a")))[1] == Bullets(
        (("b", ""), ("a", ""))
    )
    assert blocks(section("list", "no.such")) == [], "nothing to say, no heading"


def test_paragraphs_join_texts() -> None:
    def paragraph(item: Conclusion) -> str:
        found = blocks(section("paragraph", item.path), item)
        assert isinstance(found[1], Paragraph)
        return found[1].text

    assert (
        paragraph(settled("cautions", frozenset({"repair-cv", "leadership"})))
        == "leadership repair cv"
    )
    assert paragraph(settled("lines", ("One.", "Two."))) == "One. Two."
    assert paragraph(settled("line", "One.")) == "One."
    assert blocks(section("paragraph", "line"), settled("line", None)) == []
    assert paragraph(open_("lines", (("a",),), "plan.payoff_plan")) == "This is not known yet."
    some = open_("cautions", ("repair-cv",), "plan.payoff_plan", value=frozenset({"leadership"}))
    assert paragraph(some) == "leadership More would follow from what is missing."


def _flow() -> Flow:
    nodes = (
        FlowNode("identity", "Educator?", "aim", "skip-it", ""),
        FlowNode("aim", "A leading role?", "go", "skip-it", ""),
        FlowNode("go", "", "", "", "worthwhile"),
        FlowNode("skip-it", "", "", "", "skip"),
    )
    return Flow("flow", "The flow", "decision.outcome", "decision.path", "identity", nodes, "p")


def test_steps_are_questions_with_their_answers_and_then_the_outcome() -> None:
    program = MORE.replace(flows=(_flow(),))

    def steps(item: Conclusion) -> list[Block]:
        return blocks(section("steps", "decision.path"), item, program=program)[1:]

    assert steps(settled("decision.path", ("identity", "aim", "skip-it"))) == [
        Bullets((("Educator?", "yes"), ("A leading role?", "no"), ("skip", "")), True)
    ]
    open_way = open_(
        "decision.path",
        (("identity", "aim", "go"), ("identity", "aim", "skip-it")),
        "plan.payoff_plan",
    )
    assert steps(open_way)[:2] == [
        Bullets((("Educator?", "yes"), ("A leading role?", NOT_KNOWN)), True),
        Note("From here the way depends on what is not known yet."),
    ]
    nowhere = open_("decision.path", (("a",), ("b",)), "plan.payoff_plan")
    assert steps(nowhere)[0] == Note("From here the way depends on what is not known yet.")
    assert steps(open_("decision.path", Interval(0, 1), "plan.payoff_plan"))[0] == steps(nowhere)[0]
    prefix = open_("decision.path", (("identity",), ("identity", "aim")), "plan.payoff_plan")
    assert steps(prefix)[0] == Bullets((("Educator?", NOT_KNOWN),), True)
    without = blocks(section("steps", "decision.path"), settled("decision.path", ("x", "y")))
    assert without[1] == Bullets((("x", ""), ("y", "")), True), "no flow has this path"


def _ranked(*conclusions: Conclusion, columns: tuple[str, ...], limit: int = 0) -> list[Block]:
    return blocks(section("table", "programs", columns=columns, limit=limit), *conclusions)


def test_a_table_is_ordered_and_what_is_open_is_a_question_mark() -> None:
    ranks = [
        settled("programs[0].rank", 3),
        settled("programs[1].rank", 1),
        open_("programs[2].rank", (2, 1), "x"),
    ]
    scores = [
        settled("programs[0].score", Decimal("0.5")),
        open_("programs[1].score", Interval(0, 500), "x", status="unknown"),
        open_("programs[2].score", (None,), "x"),
    ]
    found = _ranked(*ranks, *scores, columns=("rank", "name", "brand", "score"))
    assert found[1] == Grid(
        ("programs[].rank", "Name", "Brand", "programs[].score"),
        (
            ("1", "South", "?", "?"),
            ("1 to 2", "West", "?", "?"),
            ("3", "North", "80", "0.5"),
        ),
        (True, False, True, True),
    )


def test_a_table_is_cut_and_says_so_and_an_empty_one_is_left_out() -> None:
    ranks = [settled(f"programs[{index}].rank", index + 1) for index in range(3)]
    cut = _ranked(*ranks, columns=("rank", "name", "brand"), limit=1)
    assert isinstance(cut[1], Grid)
    assert len(cut[1].rows) == 1
    assert cut[2] == Note("and 2 more; --format json shows all")
    assert _ranked(*ranks, columns=("rank", "name")) == [], "names and places alone say nothing"


def test_a_selection_names_paths_and_how_firm_they_are() -> None:
    found = evaluation(
        [
            settled("decision.outcome", "skip"),
            open_("costs.total", Interval(1, 2), "support.funding_usd"),
        ]
    )
    first, *rest = Assembly(PROGRAM, found, Asked("me.toml")).selected(
        ["costs.total", "decision.outcome"]
    )
    assert first == Values(
        (
            ("decision.outcome", "skip (settled)"),
            ("costs.total", "between 1 and 2 USD (provisional)"),
        )
    )
    assert Heading("What is missing, and what it could change") in rest


ASKED = Asked("me.toml")


def ending(*conclusions: Conclusion, asked: Asked = ASKED, headline: str = "") -> list[Block]:
    program = MORE.replace(
        report=(section("headline", headline),) if headline else (), flows=(_flow(),)
    )
    found: Evaluation = evaluation(conclusions)
    return list(missing(Saying(program, found), [item.path for item in conclusions], asked))


def test_nothing_missing_leaves_the_next_command_only() -> None:
    assert ending(settled("costs.total", 1)) == [
        Heading("Next"),
        Commands((("to see why", "medrules explain me.toml"),)),
    ]


def test_what_decides_the_headline_comes_first_then_what_decides_most() -> None:
    found = ending(
        open_("costs.total", (1, 2), "deep.er.value", "plan.payoff_plan"),
        open_("cautions", ("leadership",), "deep.er.value"),
        open_("decision.outcome", ("skip",), "goals.primary_identity"),
        open_("decision.path", (("a",),), "capacity.hours_per_week"),
        headline="decision.outcome",
    )
    assert isinstance(found[1], Bullets)
    assert [fact for fact, _ in found[1].entries] == [
        "goals.primary_identity",
        "deep.er.value",
        "plan.payoff_plan",
    ], "the path of a flow changes with its outcome and is not counted"
    assert found[1].entries[0][1] == (
        "What do you want to be known for? Could change: decision.outcome"
    )
    assert found[-1] == Commands(
        (
            (
                "to try a value",
                "medrules evaluate me.toml --set goals.primary_identity=administrator",
            ),
            ("to see why", "medrules explain me.toml"),
        )
    )


def test_many_missing_facts_and_many_changes_are_cut() -> None:
    facts = [item.path for item in PROGRAM.facts if "[]" not in item.path][:7]
    found = ending(
        open_("costs.total", (1, 2), *facts),
        open_("cautions", ("leadership",), *facts),
        open_("ok", (True, False), *facts),
        open_("line", ("a",), *facts),
    )
    assert isinstance(found[1], Bullets)
    assert len(found[1].entries) == 5
    assert found[1].entries[0][1].endswith("Could change: costs.total; cautions; 2 more")
    assert found[2] == Note("and 2 more; --format json shows all")


def test_a_field_that_could_change_is_told_with_its_list() -> None:
    item = load().lists[-1]
    program = MORE.replace(lists=(item,), report=())
    found = evaluation([open_("programs[0].rank", (1, 2), "deep.er.value")])
    bullets = list(missing(Saying(program, found), ["programs[0].rank"], ASKED))[1]
    assert isinstance(bullets, Bullets)
    assert bullets.entries[0][1].endswith("Could change: Programs: programs[].rank")


@pytest.mark.parametrize("fact", ["clinician.specialty", "programs[0].brand", "programs"])
def test_a_fact_without_a_value_to_try_has_no_command_to_try_it(fact: str) -> None:
    found = ending(open_("costs.total", (1, 2), fact))
    assert found[-1] == Commands((("to see why", "medrules explain me.toml"),))


@pytest.mark.parametrize(
    ("profile", "shown"),
    [
        ("me.toml", "me.toml"),
        ("-", "PROFILE"),
        ("my profile.toml", "'my profile.toml'"),
        ("it's.toml", "'it'\"'\"'s.toml'"),
        ("$(rm).toml", "'$(rm).toml'"),
        ("ü/ß.toml", "ü/ß.toml"),
        ("-x.toml", "./-x.toml"),
        ("a\nb", "PROFILE"),
        ("a\x1b[2Jb", "PROFILE"),
        ("a\udcffb", "PROFILE"),
    ],
)
def test_the_name_of_a_profile_as_a_shell_takes_it_back(profile: str, shown: str) -> None:
    assert ending(settled("costs.total", 1), asked=Asked(profile))[-1] == Commands(
        (("to see why", f"medrules explain {shown}"),)
    )


def test_the_next_commands_ask_the_same_packs_settings_lock_and_engine() -> None:
    asked = Asked(
        "me.toml",
        packs=("my pack", "b"),
        overrides=("clinician.specialty=rural care", "a\x1b=1"),
        locked="it.lock",
        engine="durable",
        only=("costs", "programs[].score"),
    )
    found = ending(open_("costs.total", (1, 2), "goals.primary_identity"), asked=asked)[-1]
    names = " costs 'programs[].score'"
    same = (
        "me.toml{} --pack 'my pack' --pack b --set 'clinician.specialty=rural care'"
        " --set FACT=VALUE --locked it.lock --engine durable"
    )
    assert found == Commands(
        (
            (
                "to try a value",
                f"medrules evaluate {same.format('')} --only costs --only 'programs[].score'"
                " --set goals.primary_identity=administrator",
            ),
            ("to see why", f"medrules explain {same.format(names)}"),
        )
    )


def test_no_text_of_a_pack_reaches_a_report_with_control_characters() -> None:
    evil = "\x1b[2J\u202e"
    program = MORE.replace(
        derived=(
            *MORE.derived,
            derived("evil", TextType(), f"Title{evil}"),
            derived("bad", SetType(_identity()), evil),
        ),
        report=(
            section("values", "evil", intro=f"Intro{evil}"),
            section("paragraph", "evil"),
            section("list", "bad"),
        ),
        enums=tuple(
            one.replace(members=tuple(member.replace(title=evil, text=evil) for member in one.members))
            for one in MORE.enums
        ),
    )  # fmt: skip
    found = evaluation([settled("evil", f"Value{evil}"), settled("bad", frozenset({"educator"}))])
    text = repr(list(Assembly(program, found, Asked("me.toml")).blocks()))
    assert "\\x1b[" not in text.replace("\\\\x1b[", "")
    assert "\u202e" not in text
    assert "Value" in text
    shown = pack_text(program.replace(packs=(PROGRAM.packs[0].replace(title=evil),)), "p")
    assert "\x1b" not in shown
