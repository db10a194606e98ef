"""Profiles from files: what they come to, and every refusal with its place and its words."""

import io
import json
import sys
from decimal import Decimal

import pytest

from medrules.diagnostics.model import MedrulesError
from medrules.profile.given import MOST
from medrules.profile.read import MOST_BYTES, profile_of, read_facts, read_profile
from medrules.source.json_text import parse_json
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml

from .programs import PROGRAM


def read(text):
    parse = parse_json if text.lstrip().startswith("{") else parse_toml
    return profile_of(parse(SourceFile("me", text)), PROGRAM)


def profile(text):
    return read(text).checked()


# Text, then every diagnostic in the order of the file: code, line, column, part of the message,
# part of the help.
REFUSED = {
    "unknown fact": (
        '[goals]\nmotive = ["leadership"]\n',
        [("MR0601", 2, 1, 'no fact "goals.motive"', 'did you mean "goals.motives"?')],
    ),
    "unknown fact, nothing near": (
        "zzz = 1\n",
        [("MR0601", 1, 1, 'no fact "zzz"', '"medrules facts" lists everything')],
    ),
    "fact outside its table": (
        'primary_identity = "educator"\n',
        [("MR0601", 1, 1, '"primary_identity"', 'did you mean "goals.primary_identity"?')],
    ),
    "fact in another table": (
        '[support]\nprimary_identity = "educator"\n',
        [("MR0601", 2, 1, "support.primary_identity", 'mean "goals.primary_identity"?')],
    ),
    "table with a typo": (
        '[goal]\nprimary_identity = "educator"\nmotives = []\n',
        [("MR0601", 1, 2, 'no table of facts "goal"', 'did you mean "goals"?')],
    ),
    "table with another name": (
        '[aims]\nprimary_identity = "educator"\n',
        [("MR0601", 1, 2, 'no table of facts "aims"', 'did you mean "goals.primary_identity"?')],
    ),
    "table that nothing is like": (
        "[zzz.yyy]\nxxx = 1\n",
        [("MR0601", 1, 2, 'no table of facts "zzz"', '"medrules facts"')],
    ),
    "conclusion given": (
        'decision.outcome = "skip"\n',
        [("MR0602", 1, 10, '"decision.outcome" is not a fact to give', "take it out")],
    ),
    "table of conclusions given": (
        "decision = 3\n",
        [("MR0602", 1, 1, '"decision" is not a fact to give', "take it out")],
    ),
    "conclusion with a typo": (
        'decision.outcom = "skip"\n',
        [("MR0601", 1, 10, "decision.outcom", "derived by the rules, not given")],
    ),
    "closed parameter": (
        "costs.weeks = 3\n",
        [("MR0603", 1, 7, '"costs.weeks" is a parameter', "[[overrides]]")],
    ),
    "open parameter out of range": (
        "weights.brand = 101\n",
        [("MR0606", 1, 17, '"weights.brand" is 101, more than 100', "it takes 0 to 100")],
    ),
    "number as text": (
        'capacity.hours_per_week = "40"\n',
        [("MR0604", 1, 27, 'a number of hours/week, but it is the text "40"', "write 40 without")],
    ),
    "money as text": (
        'support.funding_usd = "$15,000"\n',
        [("MR0604", 1, 23, 'it is the text "$15,000"', "write 15000 without quotes")],
    ),
    "text that is no number": (
        'support.funding_usd = "a lot"\n',
        [("MR0604", 1, 23, "should be a number of USD", "funding_usd = 10 (0 USD or more)")],
    ),
    "yes for true": (
        'plan.payoff_plan = "Yes"\n',
        [("MR0604", 1, 20, "should be true or false", "write true, without quotes")],
    ),
    "false in quotes": (
        'plan.payoff_plan = "false"\n',
        [("MR0604", 1, 20, "should be true or false", "write false, without quotes")],
    ),
    "one for true": (
        "plan.payoff_plan = 1\n",
        [("MR0604", 1, 20, "but it is the number 1", "write true, without quotes")],
    ),
    "other text for a boolean": (
        'plan.payoff_plan = "perhaps"\n',
        [("MR0604", 1, 20, "should be true or false", "payoff_plan = true")],
    ),
    "boolean for a number": (
        "experience.teaching_years = true\n",
        [("MR0604", 1, 29, "a whole number, but it is true", "teaching_years = 10 (0 to 80)")],
    ),
    "number for a text": (
        "clinician.specialty = 3\n",
        [("MR0604", 1, 23, "should be a text, but it is the number 3", 'in quotes: "3"')],
    ),
    "date for a text": (
        "clinician.specialty = 2026-01-02\n",
        [("MR0604", 1, 23, "the date or time 2026-01-02", 'in quotes: "2026-01-02"')],
    ),
    "boolean for a word": (
        "goals.primary_identity = false\n",
        [("MR0604", 1, 26, "one word of a list, but it is false", 'write "educator", "clinician"')],
    ),
    "list for a word": (
        'record.consistency = ["high"]\n',
        [("MR0604", 1, 22, "one word of a list", 'write "high" without brackets')],
    ),
    "word for a set": (
        'goals.motives = "leadership"\n',
        [("MR0604", 1, 17, "should be a list of words", 'write ["leadership"]')],
    ),
    "table for a value": (
        "[goals.primary_identity]\nx = 1\n",
        [("MR0604", 1, 1, "one word of a list, but it is a table", 'write "educator"')],
    ),
    "number in a set": (
        'goals.motives = ["leadership", 3]\n',
        [("MR0604", 1, 32, "takes words, but entry 2 is the number 3", "it can hold")],
    ),
    "fraction of a whole number": (
        "experience.teaching_years = 2.5\n",
        [("MR0605", 1, 29, "should be a whole number, but it is 2.5", "such as 2")],
    ),
    "too large": (
        "capacity.hours_per_week = 200\n",
        [("MR0606", 1, 27, "is 200, more than 168 hours/week", "0 to 168 hours/week")],
    ),
    "too small": (
        "support.funding_usd = -0.5\n",
        [("MR0606", 1, 23, "is -0.5, less than 0 USD", "0 USD or more")],
    ),
    "past a bound that is a fraction": (
        "experience.ratio = 0.81\n",
        [("MR0606", 1, 20, "is 0.81, more than 0.8", "0.2 to 0.8")],
    ),
    "past the widest range": (
        "deep.er.value = 1e16\n",
        [("MR0606", 1, 17, "is 10000000000000000, more than", "-1000000000000000 to")],
    ),
    "past all measure": (
        "deep.er.value = 1e60\n",
        [("MR0606", 1, 17, "is a very large number", "it takes")],
    ),
    "member in another case": (
        'goals.primary_identity = "Educator"\n',
        [("MR0607", 1, 26, 'cannot be "Educator"', 'did you mean "educator"?')],
    ),
    "member with a space": (
        'goals.motives = ["better teaching"]\n',
        [("MR0607", 1, 18, 'cannot be "better teaching"', 'did you mean "better-teaching"?')],
    ),
    "no member by far": (
        'record.consistency = "xyz"\n',
        [("MR0607", 1, 22, 'cannot be "xyz"', 'it can be "low", "moderate" or "high"')],
    ),
    "word twice in a set": (
        'goals.motives = ["leadership", "leadership"]\n',
        [("MR0608", 1, 32, '"leadership" stands twice', "take one")],
    ),
    "records of one name": (
        '[[programs]]\nname = "A"\n[[programs]]\nname = "A"\n',
        [("MR0609", 4, 8, 'two records of "programs" have the name "A"', "a name of its own")],
    ),
    "record of a pack": (
        '[[extras]]\nname = "book"\n',
        [("MR0609", 2, 8, 'the pack "p" already lists "book"', "another name")],
    ),
    "too many records": (
        "[[programs]]\n" * 6,
        [("MR0610", 6, 1, '"programs" lists 6 records; at most 5', "really in question")],
    ),
    "long text": (
        f'clinician.specialty = "{"x" * 2001}"\n',
        [("MR0611", 1, 23, "has 2001 characters", "shorten it")],
    ),
    "value for a table": (
        'goals = "educator"\n',
        [("MR0613", 1, 9, '"goals" is a table of facts', 'goals.primary_identity = "educator"')],
    ),
    "several tables for one": (
        "[[goals]]\nmotives = []\n",
        [("MR0613", 1, 1, '"goals" is a table of facts', "write [goals] with single brackets")],
    ),
    "one table for several": (
        '[programs]\nname = "A"\n',
        [("MR0614", 1, 1, "should be a list of records, but it is a table", "[[programs]] with")],
    ),
    "value for a list of records": (
        'programs = "A"\n',
        [("MR0614", 1, 12, 'but it is the text "A"', "[[programs]]")],
    ),
    "value for a record": (
        'programs = [{ name = "A" }, "B"]\n',
        [("MR0614", 1, 29, '"programs[1]" should be a record', "[[programs]]")],
    ),
    "records that packs list": (
        "[[alternatives]]\n",
        [("MR0615", 1, 3, '"alternatives" come from the packs', "[[options]]")],
    ),
    "given twice": (
        '"goals.motives" = []\n[goals]\nmotives = ["leadership"]\n',
        [("MR0616", 3, 1, '"goals.motives" is given twice', "keep one")],
    ),
    "list given twice": (
        '{"programs": [], "goals": {}, "programs": [{"name": "A"}]}',
        None,
    ),
    "unknown field": (
        '[[programs]]\nname = "A"\nbrnad = 3\n',
        [("MR0601", 3, 1, 'records of "programs" have no field "brnad"', 'mean "brand"?')],
    ),
    "unknown field, nothing near": (
        "[[programs]]\nzzz = 3\n",
        [("MR0601", 2, 1, 'no field "zzz"', "the fields are name, brand, level, tags")],
    ),
    "derived field": (
        "[[programs]]\nscore = 3\n",
        [("MR0602", 2, 1, '"programs[0].score" is not a fact to give', "take it out")],
    ),
    "field out of range": (
        "[[programs]]\n[[programs]]\nbrand = -1\n",
        [("MR0606", 3, 9, '"programs[1].brand" is -1, less than 0', "0 to 100")],
    ),
    "list of texts": (
        "report.tags = [1, 2]\n",
        [
            ("MR0604", 1, 16, 'entry 1 of "report.tags" should be a text', "write a list"),
            ("MR0604", 1, 19, 'entry 2 of "report.tags" should be a text', "write a list"),
        ],
    ),
    "all at once, in the order of the file": (
        'costs.weeks = 1\nplan.payoff_plan = "no"\n[goals]\nprimary_identity = "x"\n[[programs]]\nname = 3\n',
        [
            ("MR0603", 1, 7, "costs.weeks", ""),
            ("MR0604", 2, 20, "plan.payoff_plan", "write false"),
            ("MR0607", 4, 20, "goals.primary_identity", ""),
            ("MR0604", 6, 8, "programs[0].name", ""),
        ],
    ),
    "says nothing": (
        "# only a remark\n[goals]\n",
        [("MR0612", 1, 1, "says nothing", '"medrules init"')],
    ),
    "JSON": (
        '{"goals": {"motives": ["leadership", "fame"]}, "plan": {"payoff_plan": "yes"}}',
        [
            ("MR0607", 1, 38, 'cannot be "fame"', "it can be"),
            ("MR0604", 1, 72, "should be true or false", "write true"),
        ],
    ),
    "null in a set": (
        '{"goals.motives": [null]}',
        [("MR0604", 1, 20, "takes words, but entry 1 is null", "it can hold")],
    ),
    "null for a record": (
        '{"programs": [null]}',
        [("MR0614", 1, 15, '"programs[0]" should be a record, but it is null', "")],
    ),
    "nothing but null": (
        '{"goals": {"primary_identity": null}, "plan": null, "programs": null}',
        [("MR0612", 1, 1, "says nothing", "")],
    ),
}


@pytest.mark.parametrize("name", [name for name, (_, wanted) in REFUSED.items() if wanted])
def test_a_profile_is_refused(name):
    text, wanted = REFUSED[name]
    result = read(text)
    assert not result.ok
    found = result.diagnostics
    assert [(one.code, one.span.line, one.span.column) for one in found] == [
        one[:3] for one in wanted
    ]
    for one, (*_, message, help) in zip(found, wanted, strict=True):
        assert one.span.file == "me"
        assert message in one.message
        assert help in one.help
    with pytest.raises(MedrulesError) as error:
        result.checked()
    assert error.value.diagnostics == found


def test_a_name_that_stands_twice_in_json_is_refused_before_anything_is_read():
    with pytest.raises(MedrulesError):
        read(REFUSED["list given twice"][0])


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('goals.motives = ["leadership",\n  "leadership"]\n', 1, 18, "first given here"),
        ('[[programs]]\nname = "A"\n[[programs]]\nname = "A"\n', 2, 8, "the other one"),
        ('"goals.motives" = []\n[goals]\nmotives = []\n', 1, 19, "first given here"),
    ],
)
def test_the_second_of_a_pair_points_at_the_first(text, line, column, words):
    (one,) = read(text).diagnostics
    assert [(label.span.line, label.span.column, label.message) for label in one.labels] == [
        (line, column, words)
    ]


def test_every_kind_of_value_is_read():
    found = profile(
        """
plan.payoff_plan = false
weights.brand = 12.50
report.tags = ["x", "x"]
[goals]
primary_identity = "educator"
motives = ["repair-cv", "leadership"]
[support]
funding_usd = 1_500.0
[experience]
teaching_years = 40.0
ratio = 0.30
[clinician]
specialty = "Größe\\nü"
[[programs]]
name = "North"
brand = 80
tags = []
[[programs]]
name = "South"
[[extras]]
name = "other"
"""
    )
    assert found.values == {
        "plan.payoff_plan": False,
        "weights.brand": Decimal("12.5"),
        "report.tags": ("x", "x"),
        "goals.primary_identity": "educator",
        "goals.motives": frozenset({"leadership", "repair-cv"}),
        "support.funding_usd": 1500,
        "experience.teaching_years": 40,
        "experience.ratio": Decimal("0.3"),
        "clinician.specialty": "Größe\nü",
    }
    assert type(found.values["support.funding_usd"]) is int
    assert type(found.values["experience.teaching_years"]) is int
    assert found.records == {
        "programs": ({"name": "North", "brand": 80, "tags": frozenset()}, {"name": "South"}),
        "extras": ({"name": "other"},),
    }
    assert found.places == {}


@pytest.mark.parametrize("number", ["0", "168", "0.0", "167.999", "168.0"])
def test_both_ends_of_a_range_belong_to_it(number):
    found = profile(f"capacity.hours_per_week = {number}\n")
    assert found.values["capacity.hours_per_week"] == Decimal(number)


@pytest.mark.parametrize("number", ["-0.0000001", "168.0000001", "169", "-1"])
def test_what_lies_past_the_ends_does_not(number):
    assert [one.code for one in read(f"capacity.hours_per_week = {number}\n").diagnostics] == [
        "MR0606"
    ]


def test_more_digits_than_a_number_holds_are_rounded():
    found = profile(f"deep.er.value = 0.{'1' * 60}\n")
    assert found.values["deep.er.value"] == Decimal("0." + "1" * 34)


def test_names_with_dots_mean_the_same_as_tables():
    nested = profile('{"goals": {"primary_identity": "educator"}, "plan": {"payoff_plan": true}}')
    flat = profile('{"goals.primary_identity": "educator", "plan.payoff_plan": true}')
    half = profile('{"deep.er": {"value": 1}}')
    assert nested == flat
    assert half.values == {"deep.er.value": 1}


def test_null_means_not_given():
    found = profile(
        '{"goals": {"motives": null, "primary_identity": "educator"}, "plan": null,'
        ' "programs": [{"name": "A", "brand": null}], "extras": null}'
    )
    assert found.values == {"goals.primary_identity": "educator"}
    assert found.records == {"programs": ({"name": "A"},)}


def test_the_name_of_a_schema_is_not_a_fact():
    assert profile('{"$schema": "./p.json", "plan.payoff_plan": true}').values == {
        "plan.payoff_plan": True
    }
    assert [one.code for one in read('{"$schema": "./p.json"}').diagnostics] == ["MR0612"]
    assert [one.code for one in read('{"goals": {"$schema": "x"}}').diagnostics] == ["MR0601"]


def test_an_empty_list_of_records_is_something_that_is_said():
    assert profile("programs = []\n").records == {"programs": ()}


def test_places_are_found_when_asked_for():
    result = read('[goals]\nprimary_identity = "educator"\n\n[[programs]]\nname = "A"\n')
    assert result.profile.places == {}
    places = result.placed().places
    assert {path: (span.line, span.column) for path, span in places.items()} == {
        "goals.primary_identity": (2, 20),
        "programs": (4, 1),
        "programs[0]": (4, 1),
        "programs[0].name": (5, 8),
    }


def test_nothing_looks_for_places_when_there_is_nothing_to_report(monkeypatch):
    document = parse_toml(SourceFile("me", 'goals.motives = ["leadership"]\n'))
    monkeypatch.setattr(type(document), "_scan", lambda self: pytest.fail("it was scanned"))
    assert profile_of(document, PROGRAM).ok


def test_a_profile_with_a_thousand_problems_lists_a_bounded_number():
    text = "".join(f"fact_{number} = 1\n" for number in range(1000))
    found = read(text).diagnostics
    assert len(found) == MOST + 1
    assert (found[-1].code, found[-1].severity) == ("MR0690", "note")


def test_control_characters_do_not_reach_the_message():
    (one,) = read('goals.primary_identity = "\\u001b[31m\\u202eX"\n').diagnostics
    assert one.message.isprintable()


class TestFiles:
    def test_toml(self, tmp_path):
        path = tmp_path / "me.toml"
        path.write_bytes(b"\xef\xbb\xbf[goals]\nmotives = []\n")
        result = read_profile(str(path), PROGRAM)
        assert result.checked().values == {"goals.motives": frozenset()}
        assert result.source is not None

    @pytest.mark.parametrize("name", ["me.json", "me.JSON", "me.txt", "me.toml"])
    def test_json_by_its_ending_or_its_first_character(self, tmp_path, name):
        path = tmp_path / name
        path.write_text('\n  {"goals.motives": []}')
        assert read_profile(str(path), PROGRAM).ok

    def test_json_by_its_ending_alone(self, tmp_path):
        path = tmp_path / "me.json"
        path.write_text("[1]")
        (one,) = read_profile(str(path), PROGRAM).diagnostics
        assert one.code == "MR0114"

    @pytest.mark.parametrize("name", ["me.toml", "me.json"])
    @pytest.mark.parametrize("text", ["", "\n\t \n"])
    def test_an_empty_file_says_nothing(self, tmp_path, name, text):
        path = tmp_path / name
        path.write_text(text)
        (one,) = read_profile(str(path), PROGRAM).diagnostics
        assert one.code == "MR0612"
        assert "medrules init" in one.help

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"goals = [\n", "MR0110"),
            (b'clinician.specialty = "\xff"\n', "MR0101"),
            (b"a = " + b"[" * 10_000 + b"]" * 10_000, "MR0112"),
            (b"# " + b"x" * MOST_BYTES, "MR0105"),
        ],
    )
    def test_what_cannot_be_read_is_a_diagnostic_too(self, tmp_path, data, code):
        path = tmp_path / "me.toml"
        path.write_bytes(data)
        result = read_profile(str(path), PROGRAM)
        assert not result.ok
        assert result.document is None
        assert result.diagnostics[0].code == code
        assert result.diagnostics[0].span.file == str(path)
        assert result.placed().places == {}

    def test_a_folder_and_a_missing_file(self, tmp_path):
        assert read_profile(str(tmp_path), PROGRAM).diagnostics[0].code == "MR0103"
        result = read_profile(str(tmp_path / "no.toml"), PROGRAM)
        assert result.diagnostics[0].code == "MR0102"
        assert result.source is None

    @pytest.mark.parametrize("text", ["plan.payoff_plan = true\n", '{"plan.payoff_plan": true}'])
    def test_the_standard_input(self, monkeypatch, text):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert read_profile("-", PROGRAM).checked().values == {"plan.payoff_plan": True}

    def test_problems_of_the_standard_input_name_it(self, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"goal.x = 1\n")))
        result = read_profile("-", PROGRAM)
        assert str(result.diagnostics[0].span) == "<stdin>:1:1"
        assert result.source.text == "goal.x = 1\n"


class TestTables:
    """The facts of one table of a larger document, as cases hold them."""

    TEXT = '[[cases]]\nname = "a"\ngiven.goals.motives = ["x"]\n[[cases]]\nname = "b"\n'

    def test_places_are_those_of_the_document(self):
        document = parse_toml(SourceFile("cases/a.toml", self.TEXT))
        _, problems = read_facts(document, ("cases", 0, "given"), PROGRAM)
        assert [(one.code, str(one.span)) for one in problems] == [("MR0607", "cases/a.toml:3:24")]

    def test_no_facts_are_fine(self):
        document = parse_toml(SourceFile("cases/a.toml", self.TEXT))
        found, problems = read_facts(document, ("cases", 1, "given"), PROGRAM)
        assert problems == ()
        assert found.values == {}


def test_json_of_any_shape_is_read_or_refused_but_never_fails():
    for value in ([], {}, "x", 1, None, [[]], [{}], {"a": {}}, {"name": {}}, [{"name": [1]}]):
        for path in ("goals", "goals.motives", "programs", "alternatives", "decision", "x", ""):
            result = read(json.dumps({path: value}))
            assert result.ok or result.diagnostics
