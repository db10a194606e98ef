"""Saved evaluations: read back, replayed, compared."""

import copy
import json

import pytest

from medrules.diagnostics.model import MedrulesError
from medrules.profile.read import profile_of
from medrules.report_json import differences, evaluation_from_json, evaluation_json, to_text
from medrules.report_json.saved import is_saved
from medrules.source.json_text import parse_json
from medrules.source.text import SourceFile
from profiles.programs import PROGRAM

from .evaluations import PROFILE, evaluation

ANSWER = evaluation_json(PROGRAM, evaluation())
TEXT = to_text(ANSWER)


def saved(text=TEXT):
    return evaluation_from_json(SourceFile("saved.json", text))


def test_what_was_written_is_read_back():
    found = saved()
    assert found.packs == {"p": ("1.2.0", "ab" * 32)}
    assert found.profile(PROGRAM) == PROFILE
    assert found.conclusions["decision.outcome"]["value"] == "worthwhile"
    assert found.conclusions["programs[2].rank"]["possible"] == [1, 2]
    assert "programs" not in found.conclusions


def test_the_facts_alone_are_a_profile():
    facts = parse_json(SourceFile("me.json", to_text(ANSWER["facts"])))
    assert profile_of(facts, PROGRAM).checked() == PROFILE


def test_the_same_answer_differs_in_nothing():
    assert differences(saved(), ANSWER) == ()


def changed(path, value):
    answer = copy.deepcopy(ANSWER)
    at = answer
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return answer


@pytest.mark.parametrize(
    ("path", "value", "kind", "name"),
    [
        (("packs", 0, "version"), "1.3.0", "pack", "p"),
        (("packs", 0, "digest"), "cd" * 32, "pack", "p"),
        (("conclusions", "decision.outcome", "value"), "skip", "conclusion", "decision.outcome"),
        (("conclusions", "cautions", "status"), "settled", "conclusion", "cautions"),
        (("conclusions", "cautions", "missing"), [], "conclusion", "cautions"),
        (("conclusions", "costs.total", "possible", "max"), 1, "conclusion", "costs.total"),
        (("conclusions", "programs", 0, "rank", "value"), 7, "conclusion", "programs[1].rank"),
    ],
)
def test_what_differs_is_told(path, value, kind, name):
    now = changed(path, value)
    (one,) = differences(saved(), now)
    assert (one.kind, one.path) == (kind, name)
    assert one.then != one.now
    (back,) = differences(saved(to_text(now)), ANSWER)
    assert (back.then, back.now) == (one.now, one.then)


def test_what_is_gone_is_told():
    now = copy.deepcopy(ANSWER)
    now["packs"] = []
    del now["conclusions"]["cautions"]
    found = differences(saved(), now)
    assert [(one.kind, one.path, one.now) for one in found] == [
        ("pack", "p", None),
        ("conclusion", "cautions", None),
    ]


def test_packs_that_have_come_are_told():
    now = changed(("packs",), [*ANSWER["packs"], {"id": "q", "version": "1.0.0", "digest": "0"}])
    (one,) = differences(saved(), now)
    assert (one.kind, one.path, one.then, one.now) == ("pack", "q", None, "1.0.0 (0)")


def test_other_rules_for_the_same_value_are_no_difference():
    assert differences(saved(), changed(("conclusions", "decision.outcome", "rules"), [])) == ()


def test_an_explanation_can_be_replayed_for_what_it_explains():
    tree = {
        "kind": "conclusion",
        "text": "Outcome",
        "path": "decision.outcome",
        "value": "worthwhile",
        "status": "settled",
        "children": [],
    }
    text = json.dumps(
        {
            "medrules": 1,
            "packs": ANSWER["packs"],
            "facts": {"plan.payoff_plan": True},
            "proofs": [{"path": "decision.outcome", "question": "why", "tree": tree}],
        }
    )
    found = saved(text)
    assert found.profile(PROGRAM).values == {"plan.payoff_plan": True}
    assert differences(found, ANSWER) == ()
    (one,) = differences(found, changed(("conclusions", "decision.outcome", "value"), "skip"))
    assert one.path == "decision.outcome"


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ('{"goals": {}}', "MR0650", "no saved evaluation"),
        ('{"medrules": 2}', "MR0650", "a version that is not understood"),
        ('{"medrules": true}', "MR0650", "a version that is not understood"),
        ('{"medrules": 1}', "MR0650", 'no "packs"'),
        ('{"medrules": 1, "packs": [], "facts": []}', "MR0650", 'no "facts"'),
        ('{"medrules": 1, "packs": [], "facts": {}}', "MR0650", 'no "conclusions"'),
        ('{"medrules": 1, "packs": [], "facts": {}, "proofs": {}}', "MR0650", 'no "proofs"'),
        ('{"medrules": 1, "packs": [], "facts": {}, "proofs": [1]}', "MR0650", "no tree"),
        (
            '{"medrules": 1, "packs": [{"id": "p"}], "facts": {}, "conclusions": {}}',
            "MR0650",
            "lacks its id, version or digest",
        ),
        ("[1]", "MR0114", ""),
        ("", "MR0106", ""),
    ],
)
def test_other_texts_are_refused(text, code, message):
    with pytest.raises(MedrulesError) as error:
        saved(text)
    (one,) = error.value.diagnostics
    assert one.code == code
    assert message in one.message
    assert one.span.file == "saved.json"


def test_facts_that_no_longer_fit_are_refused_at_their_place():
    found = saved(TEXT.replace('"goals.motives"', '"goals.motivs"'))
    with pytest.raises(MedrulesError) as error:
        found.profile(PROGRAM)
    (one,) = error.value.diagnostics
    assert one.code == "MR0601"
    assert one.span.line > 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(TEXT, True), ('  {"medrules": 3}', True), ('{"goals": {}}', False), ("[goals]\n", False)],
)
def test_a_saved_evaluation_is_told_from_a_profile_at_a_glance(text, wanted):
    assert is_saved(SourceFile("x", text)) is wanted
