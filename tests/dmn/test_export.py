"""Packs become models that conclude the same, that are valid, and that a modeler can draw."""

from __future__ import annotations

from pathlib import Path
from random import Random
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interpreter.strategies import programs
from medrules.cases.read import read_cases
from medrules.diagnostics.model import MedrulesError
from medrules.dmn.exporting.names import word_of
from medrules.dmn.exporting.program import Exported, export_pack
from medrules.dmn.layout import Diagram, lay_out
from medrules.dmn.model import Context, Decision, DecisionTable, HitPolicy, Literally
from medrules.dmn.read import load_model, read_model
from medrules.dmn.write import requirement_id, write_model
from medrules.evaluating import machine_for
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.loading import compile_folders
from medrules.packs.folder import PackFile, PackFiles, digest, read_folder

from .completing import completed, inputs_of
from .exported import differences, evaluator_of
from .test_import import MODELS, SUITE, needs_suite

if TYPE_CHECKING:
    import xmlschema

REPO = Path(__file__).resolve().parents[2]
BUILT_IN = ("decision_flow", "program_selection", "alternatives")
CORPUS = sorted(path.name for path in (REPO / "tests" / "corpus" / "semantics").iterdir())


@pytest.fixture(scope="module")
def built_in() -> Program:
    root = REPO / "packs" / "medrules_packs"
    return compile_folders([read_folder(str(root / name), name) for name in BUILT_IN])


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    module = pytest.importorskip("xmlschema", reason="xmlschema is not installed")
    path = SUITE / "DMN15.xsd"
    if not path.is_file():
        pytest.skip("the schemas of DMN are not there: ../shared/dmn-tck")
    return module.XMLSchema(str(path))


def compiled(text: str) -> Program:
    """A program of one pack with these definitions."""
    head = (
        '[pack]\nid = "p"\nversion = "1.0.0"\ntitle = "P"\ndescription = "Test."\nlanguage = 1\n'
        '[[sources]]\nid = "s"\ntitle = "A source"\ngrade = "opinion"\n'
    )
    files = [PackFile("pack.toml", (head + dedent(text)).encode())]
    return compile_folders([PackFiles("p", "p", tuple(files), digest(files))])


def decision_of(exported: Exported, path: str) -> Decision:
    name = exported.conclusions[path][0]
    return next(one for one in exported.model.decisions if one.variable.name == name)


def agree(program: Program, profile: Profile | None = None, tries: int = 40) -> Exported:
    """The model of the pack concludes what the pack concludes, on random complete profiles."""
    exported = export_pack(program, program.packs[-1].id)
    model, machine = evaluator_of(exported), machine_for(program)
    compared = 0
    for seed in range(tries):
        whole = completed(program, profile or Profile({}, {}, {}), Random(seed))
        found = differences(program, machine, exported, model, whole)
        assert not found
        compared += found is not None
    assert compared
    return exported


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_packs_come_whole_and_agree_on_all_their_cases(
    name: str, built_in: Program
) -> None:
    id = name.replace("_", "-")
    exported = export_pack(built_in, id)
    assert exported.findings == ()
    own = {one.path for one in built_in.derived if one.pack == id}
    assert own <= exported.conclusions.keys()
    model, machine = evaluator_of(exported), machine_for(built_in)
    files = read_folder(str(REPO / "packs" / "medrules_packs" / name), id)
    cases = read_cases(files, built_in, id)
    cases = getattr(cases, "cases", cases)
    assert cases
    for at, case in enumerate(cases):
        profile = completed(built_in, case.profile, Random(at))
        assert differences(built_in, machine, exported, model, profile) == {}, case.name


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_packs_are_valid_dmn(
    name: str, built_in: Program, schema: xmlschema.XMLSchema
) -> None:
    model = export_pack(built_in, name.replace("_", "-")).model
    schema.validate(write_model(model, lay_out(model)))


LEFT_OUT = {"recursion": {"needed", "long"}}
"""Conclusions of the corpus that rest on themselves, and those that need them."""


@pytest.mark.parametrize("name", CORPUS)
def test_the_semantics_corpus_comes_over(name: str, schema: xmlschema.XMLSchema) -> None:
    program = compile_folders([read_folder(str(REPO / "tests/corpus/semantics" / name), name)])
    exported = agree(program)
    schema.validate(write_model(exported.model, lay_out(exported.model)))
    left_out = LEFT_OUT.get(name, set())
    assert {one.path for one in program.derived} - exported.conclusions.keys() == left_out
    assert [one.code for one in exported.findings] == ["MR0940"] * len(left_out)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(programs(), st.integers(0, 1_000_000))
def test_random_programs_come_over(program: Program, seed: int) -> None:
    exported = export_pack(program, program.packs[0].id)
    model, machine = evaluator_of(exported), prepare(program)
    for step in range(3):
        profile = completed(program, Profile({}, {}, {}), Random(seed + step))
        assert not differences(program, machine, exported, model, profile)


SMALL = """
    [[enums]]
    id = "level"
    ordered = true
    members = ["low", "moderate", "high"]

    [[facts]]
    path = "me.level"
    type = "enum"
    of = "level"

    [[facts]]
    path = "me.levels"
    type = "set"
    of = "level"

    [[facts]]
    path = "me.years"
    type = "integer"
    min = 0
    max = 40

    [[facts]]
    path = "eager"
    type = "boolean"
    title = "Eager"
"""


def small(text: str) -> Program:
    return compiled(dedent(SMALL) + dedent(text))


def test_the_comparison_notices_a_difference() -> None:
    program = small(
        """
        [[conclusions]]
        path = "a"
        type = "boolean"
        [[rules]]
        id = "r"
        when = "me.years > 3"
        then = { a = true }
        cites = ["s"]
        """
    )
    exported = export_pack(program, "p")
    other = small(
        """
        [[conclusions]]
        path = "a"
        type = "boolean"
        [[rules]]
        id = "r"
        when = "me.years > 4"
        then = { a = true }
        cites = ["s"]
        """
    )
    profile = completed(program, Profile({"me.years": 4}, {}, {}), Random(1))
    model = evaluator_of(exported)
    assert differences(program, machine_for(program), exported, model, profile) == {}
    found = differences(other, machine_for(other), exported, model, profile)
    assert found == {"a": (False, True)}


def test_conditions_become_columns_and_cells() -> None:
    program = small(
        """
        [[conclusions]]
        path = "say.word"
        type = "text"
        policy = "first"
        default = "none"
        title = "The word"
        [[rules]]
        id = "one"
        when = 'me.years between 1 and 5 and me.level in ("low", "high")'
        then = { "say.word" = "first" }
        because = "You have {me.years} years."
        cites = ["s#A"]
        [[rules]]
        id = "two"
        when = 'not(eager) and me.level >= "moderate" and "low" in me.levels'
        then = { "say.word" = "second" }
        cites = ["s"]
        [[rules]]
        id = "three"
        when = 'me.level != "high" and count(me.levels) > 1'
        then = { "say.word" = "third" }
        cites = ["s"]
        """
    )
    exported = agree(program)
    decision = decision_of(exported, "say.word")
    table = decision.logic
    assert isinstance(table, DecisionTable)
    assert (decision.variable.name, decision.label) == ("say_word", "The word")
    assert table.policy is HitPolicy.FIRST
    assert [one.expression.text.text for one in table.inputs] == [
        "me.years",
        "me.level",
        "eager",
        "me.levels",
        "count(me.levels)",
    ]
    assert [[cell.text.text for cell in rule.tests] for rule in table.rules] == [
        ["[1..5]", '"low", "high"', "-", "-", "-"],
        ["-", '"moderate", "high"', "false", 'list contains(?, "low")', "-"],
        ["-", 'not("high")', "-", "-", "> 1"],
    ]
    assert table.rules[0].annotations == ("p/one", "You have {me.years} years.", "s#A")
    assert table.outputs[0].default is not None
    assert [exported.model.sources[0].name, decision.authorities] == ["A source", ("source_s",)]


def test_many_different_conditions_share_one_column() -> None:
    rules = "\n".join(
        f"[[rules]]\nid = 'r{n}'\nwhen = 'me.years * {n} > 20 and not(eager)'\n"
        f"then = {{ n = {n} }}\ncites = ['s']\n"
        for n in range(2, 13)
    )
    program = small(f"[[conclusions]]\npath = 'n'\ntype = 'integer'\npolicy = 'sum'\n{rules}")
    exported = agree(program)
    logic = decision_of(exported, "n").logic
    assert isinstance(logic, Context)
    table = logic.entries[0].value
    assert isinstance(table, DecisionTable)
    assert [one.expression.text.text for one in table.inputs] == ["true"]


@pytest.mark.parametrize(
    ("policy", "kind", "values"),
    [
        ("unique", "type = 'text'", ("'x'", "'x'", "'x'")),
        ("any", "type = 'text'", ("'x'", "'x'", "'x'")),
        ("first", "type = 'text'", ("'x'", "'y'", "'z'")),
        ("first", "type = 'boolean'", ("true", "false", "true")),
        ("priority", "type = 'text'\npriority = ['z', 'x', 'y']", ("'x'", "'y'", "'z'")),
        ("priority", "type = 'enum'\nof = 'level'", ("'low'", "'high'", "'moderate'")),
        ("rule-order", "type = 'list'", ("'x'", "'y'", "'x'")),
        ("output-order", "type = 'list'\npriority = ['z', 'x', 'y']", ("'x'", "'y'", "'z'")),
        ("collect", "type = 'set'\nof = 'level'", ("'low'", "'high'", "'low'")),
        ("sum", "type = 'number'", ("1", "0.2", "-3")),
        ("min", "type = 'number'", ("1", "0.2", "-3")),
        ("max", "type = 'number'\ndefault = 9", ("1", "0.2", "-3")),
        ("count", "type = 'integer'", ("1", "1", "1")),
    ],
)
def test_every_policy_comes_over(policy: str, kind: str, values: tuple[str, ...]) -> None:
    whens = ("me.years > 10", 'me.level = "low" or eager', "not(eager)")
    rules = "\n".join(
        f"[[rules]]\nid = 'r{at}'\nwhen = '{when}'\nthen = {{ c = {value} }}\ncites = ['s']\n"
        for at, (when, value) in enumerate(zip(whens, values, strict=True))
    )
    agree(small(f"[[conclusions]]\npath = 'c'\npolicy = '{policy}'\n{kind}\n{rules}"))


def test_formulas_comparisons_of_sets_and_of_ordered_members_come_over() -> None:
    program = small(
        """
        [[facts]]
        path = "me.other"
        type = "enum"
        of = "level"
        [[facts]]
        path = "me.more"
        type = "set"
        of = "level"
        [[conclusions]]
        path = "ratio"
        type = "number"
        [[conclusions]]
        path = "same"
        type = "boolean"
        [[conclusions]]
        path = "above"
        type = "boolean"
        [[conclusions]]
        path = "known"
        type = "boolean"
        [[formulas]]
        id = "ratio"
        conclusion = "ratio"
        value = "if eager then 10 / me.years else -me.years"
        cites = ["s"]
        [[rules]]
        id = "same"
        when = "me.levels = me.more or ratio != 2"
        then = { same = true }
        cites = ["s"]
        [[rules]]
        id = "above"
        when = "me.level > me.other"
        then = { above = true }
        cites = ["s"]
        [[rules]]
        id = "known"
        when = "is known(me.level) and is defined(ratio)"
        then = { known = true }
        cites = ["s"]
        """
    )
    exported = agree(program, tries=80)
    assert isinstance(decision_of(exported, "ratio").logic, Literally)


RECORDS = """
    [[facts]]
    path = "things"
    type = "records"
    key = "name"
    given_by = "both"
    absent = "empty"
    [[facts.fields]]
    name = "name"
    type = "text"
    [[facts.fields]]
    name = "size"
    type = "number"
    min = 0
    max = 9
    [[facts.fields]]
    name = "level"
    type = "enum"
    of = "level"

    [[options]]
    of = "things"
    id = "ours"
    cites = ["s"]
    fields = { name = "Ours", size = 4, level = "high" }

    [[parameters]]
    path = "weights.size"
    type = "number"
    value = 2
    open = true
    cites = ["s"]
    [[parameters]]
    path = "weights.level"
    type = "number"
    value = 0.5
    cites = ["s"]

    [[conclusions]]
    path = "things[].points"
    type = "number"
    policy = "sum"
    [[conclusions]]
    path = "things[].rank"
    type = "integer"
    [[conclusions]]
    path = "things[].flags"
    type = "set"
    policy = "collect"
    of = "level"
    [[conclusions]]
    path = "best"
    type = "number"
    [[conclusions]]
    path = "things[].best"
    type = "boolean"
    [[conclusions]]
    path = "names"
    type = "list"
    policy = "rule-order"

    [[formulas]]
    id = "size"
    for = "thing in things"
    conclusion = "things[].points"
    value = "thing.size * weights.size"
    cites = ["s"]
    [[formulas]]
    id = "level"
    for = "thing in things"
    conclusion = "things[].points"
    when = 'thing.level >= "moderate"'
    value = "weights.level"
    cites = ["s"]
    [[rules]]
    id = "flag"
    for = "one in things"
    when = 'one.points > 5 and one.level = me.level'
    then = { "things[].flags" = "high" }
    cites = ["s"]
    [[formulas]]
    id = "rank"
    for = "thing in things"
    conclusion = "things[].rank"
    value = "1 + count(things[points > thing.points])"
    cites = ["s"]
    [[formulas]]
    id = "best"
    conclusion = "best"
    value = "max(things.points)"
    cites = ["s"]
    [[rules]]
    id = "best-one"
    for = "thing in things"
    when = "thing.points = best and thing.rank = 1"
    then = { "things[].best" = true }
    cites = ["s"]
    [[formulas]]
    id = "names"
    for = "thing in things"
    when = "thing.best"
    conclusion = "names"
    value = "thing.name"
    cites = ["s"]
"""


def test_record_lists_become_a_chain_of_decisions() -> None:
    program = small(RECORDS)
    exported = agree(program, tries=60)
    names = [one.variable.name for one in exported.model.decisions]
    assert [name for name in names if name.startswith("things")] == [
        "things_options",
        "things_listed",
        "things_step_1",
        "things_concluded",
    ]
    assert exported.conclusions["things[].rank"] == ("things_concluded", "rank")
    assert exported.inputs["weights.size"] == ("own_weights", "size")
    given = Profile({"weights.size": 7}, {}, {})
    agree(program, given, tries=20)


def test_a_filter_whose_field_hides_a_name_is_left_out() -> None:
    text = (
        RECORDS.replace("things[points > thing.points]", "things[points > me.years]")
        .replace('name = "size"', 'name = "me"')
        .replace("thing.size", "thing.me")
        .replace("size = 4", "me = 4")
    )
    exported = export_pack(small(text), "p")
    assert "things[].rank" not in exported.conclusions
    told = {one.message.split('"')[1]: one.message for one in exported.findings}
    assert 'filters things by "me"' in told["things[].rank"]
    assert "needs things[].rank, which is left out" in told["things[].best"]


def test_what_a_pack_does_not_have_is_told() -> None:
    with pytest.raises(MedrulesError, match="MR0941"):
        export_pack(small(""), "q")


def test_names_of_the_model_hide_no_function_of_feel() -> None:
    program = compiled(
        """
        [[facts]]
        path = "date.time"
        type = "number"
        [[conclusions]]
        path = "count"
        type = "number"
        policy = "sum"
        [[conclusions]]
        path = "sum"
        type = "number"
        policy = "sum"
        [[formulas]]
        id = "a"
        conclusion = "sum"
        when = "date.time > 3"
        value = "date.time"
        cites = ["s"]
        [[formulas]]
        id = "b"
        conclusion = "count"
        when = "sum > 1"
        value = "sum"
        cites = ["s"]
        """
    )
    exported = agree(program)
    assert {name for name, *_ in exported.conclusions.values()} == {"count_2", "sum_2"}


def test_words_are_plain() -> None:
    assert word_of("decision.outcome") == "decision_outcome"
    assert word_of("programs[].red_flags") == "programs_red_flags"
    assert word_of("2nd") == "n_2nd"


def overlaps(diagram: Diagram) -> bool:
    boxes = list(diagram.boxes.values())
    return any(
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
        for at, one in enumerate(boxes)
        for other in boxes[at + 1 :]
    )


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_diagram_shows_everything_in_layers(name: str, built_in: Program) -> None:
    model = export_pack(built_in, name.replace("_", "-")).model
    diagram = lay_out(model)
    things = {one.id for one in (*model.inputs, *model.decisions, *model.sources)}
    assert diagram.boxes.keys() == things
    assert not overlaps(diagram)
    for owner, required in diagram.edges:
        (_, start), (_, end) = diagram.route(owner, required)
        assert start > end, "every edge leads up"
    for box in diagram.boxes.values():
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= diagram.width
        assert box.y + box.height <= diagram.height
    xml = write_model(model, diagram)
    for owner, required in diagram.edges:
        assert f'dmnElementRef="{requirement_id(owner, required)}"' in xml


def test_an_empty_model_has_an_empty_diagram() -> None:
    model = export_pack(small(""), "p").model
    assert lay_out(model).boxes == {}
    assert read_model(write_model(model, lay_out(model)).encode(), "m").decisions == ()


@needs_suite
@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_of_the_suite_survive_writing(path: Path, schema: xmlschema.XMLSchema) -> None:
    from conformance.cases import read_cases as suite_cases
    from medrules.dmn.evaluate import Evaluator

    read = load_model(str(path))
    xml = write_model(read, lay_out(read))
    schema.validate(xml)
    again = Evaluator(read_model(xml.encode(), path.name))
    first = Evaluator(read)
    for case in suite_cases(path.parent):
        known = {data.variable.name for data in read.inputs}
        inputs = {name: value for name, value in case.inputs.items() if name in known}
        assert again.run(inputs).values == first.run(inputs).values


def test_text_of_any_kind_survives_writing() -> None:
    from .model_text import decision, literal, model

    read = read_model(model(decision("d", literal('"<&>\\"\\u0041\\n" + "]]>"'))), "m")
    xml = write_model(read)
    again = read_model(xml.encode(), "m")
    first, second = read.decisions[0].logic, again.decisions[0].logic
    assert isinstance(first, Literally)
    assert isinstance(second, Literally)
    assert first.feel is not None
    assert second.feel is not None
    assert first.feel.text.text == second.feel.text.text


def test_inputs_of_a_profile_nest_by_path() -> None:
    places = {"a.b": ("a", "b"), "a.c.d": ("a", "c", "d"), "l": ("l",), "x": ("x",)}
    profile = Profile({"a.b": 1, "a.c.d": frozenset({"q", "p"}), "x": True}, {"l": ({"k": 1},)}, {})
    assert inputs_of(profile, places) == {
        "a": {"b": 1, "c": {"d": ("p", "q")}},
        "l": ({"k": 1},),
        "x": True,
    }


@pytest.mark.parametrize(
    "when",
    [
        "3 < me.years",
        "me.years > 3 and me.years > 5",
        "me.years > 3 and not(me.years > 20)",
        "me.years < 30 and me.years >= 3",
        "me.years > 30 and me.years < 3",
        "me.years in (1, 2, > 30)",
        "me.years >= count(me.levels) * 5",
        'me.level < "low" or me.level > "moderate"',
        '"high" > me.level',
        'me.level = "low" or me.years = 3',
        "not(eager or me.years > 9)",
        "not(not(eager))",
        "eager = false",
        "eager != true",
        'some one in me.levels satisfies one > "low"',
        "count(me.levels) >= 1 and 1 <= count(me.levels)",
        "1 / me.years > 0.1 and not(1 / me.years > 0.5)",
        "not(is known(eager)) or is known(me.years)",
        "me.years in [1..3]",
        'contains(string(me.years), "1")',
    ],
)
def test_conditions_of_every_shape_come_over(when: str) -> None:
    program = small(
        f"""
        [[conclusions]]
        path = "a"
        type = "boolean"
        [[rules]]
        id = "r"
        when = '{when}'
        then = {{ a = true }}
        because = "It is {{me.years}}."
        cites = ["s"]
        """
    )
    agree(program, tries=60)


def test_facts_of_many_parts_and_of_none_nest() -> None:
    program = compiled(
        """
        [[facts]]
        path = "a.b.c"
        type = "boolean"
        [[facts]]
        path = "a.b.d"
        type = "number"
        max = 3
        [[facts]]
        path = "a.e"
        type = "text"
        [[conclusions]]
        path = "x.y"
        type = "text"
        [[formulas]]
        id = "f"
        conclusion = "x.y"
        when = "a.b.c and a.b.d > 1"
        value = 'a.e + "!"'
        cites = ["s"]
        """
    )
    exported = agree(program)
    assert exported.inputs["a.b.d"] == ("a", "b", "d")


def test_lists_that_only_packs_or_only_profiles_give() -> None:
    for given_by, absent in (("packs", "unknown"), ("profile", "unknown"), ("profile", "empty")):
        text = RECORDS.replace('given_by = "both"', f'given_by = "{given_by}"').replace(
            'absent = "empty"', f'absent = "{absent}"'
        )
        if given_by == "profile":
            head, _, rest = text.partition("    [[options]]")
            text = head + rest[rest.index("    [[parameters]]") :]
        agree(small(text), tries=20)
