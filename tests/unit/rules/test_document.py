"""A rule document is refused with file and key, all its faults at once."""

from pathlib import Path

import pytest

from rules.document import check_documents, load_mechanisms, load_rulebook, read
from rules.errors import RuleDocumentError, UnknownMechanismError
from rules.model import Curve, Ramp, Test

GOOD = """
[rule]
id = "heavy-repos"
version = 1
status = "experimental"
title = "Heavy repos"
event = "repo_operation"
mechanism = "funding-stress"
rationale = "Because."
references = [{ title = "T", url = "https://example.org/t", accessed = 2026-01-15, supports = "all" }]
false_positives = ["an exercise"]

[condition]
all = [{ field = "day_accepted_usd", above = 5_000_000_000 }, { field = "calendar", one_of = ["ordinary", "month_end"] }]
none = [{ field = "is_small_value", is = true }]

[effect]
direction = "down"
strength = { field = "day_accepted_usd", from = 5_000_000_000, to = 50_000_000_000, max = 0.6 }
horizon_hours = 24

[evidence]
level = "judgement"
claimed = "c"
measured = "m"

[[example]]
fires = true
values = { day_accepted_usd = 30_000_000_000, calendar = "ordinary" }
[[example]]
fires = false
values = { day_accepted_usd = 1, calendar = "ordinary" }
[[example]]
fires = false
values = { day_accepted_usd = 30_000_000_000, calendar = "quarter_end" }
[[example]]
fires = false
values = { day_accepted_usd = 30_000_000_000, calendar = "ordinary", is_small_value = true }
"""


@pytest.fixture
def faults(tmp_path):
    """Faults of a document, as `key: message`."""

    def found(text, name="heavy-repos.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        _, faults = read(tmp_path / name, load_mechanisms()[1])
        assert all(fault.path == str(tmp_path / name) for fault in faults)
        return [f"{fault.key}: {fault.message}" for fault in faults]

    return found


def test_a_good_document_becomes_a_rule(tmp_path):
    (tmp_path / "heavy-repos.toml").write_text(GOOD, encoding="utf-8")
    rule, faults = read(tmp_path / "heavy-repos.toml", load_mechanisms()[1])
    assert faults == []
    assert rule.condition.all == (
        Test("day_accepted_usd", "above", 5_000_000_000),
        Test("calendar", "one_of", ("ordinary", "month_end")),
    )
    assert rule.condition.none == (Test("is_small_value", "is", True),)
    assert rule.effect.strength == Ramp("day_accepted_usd", 5e9, 50e9, 0.6)
    assert (rule.kind, rule.mechanism, rule.effect.direction, rule.is_amplifier) == ("repo_operation", "funding-stress", "down", False)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "heavy-repos"', 'id = "other"', "rule.id: 'other' is not the file's name 'heavy-repos'"),
        ("version = 1", "version = 0", "rule.version: expected a whole number from 1"),
        ("version = 1", "version = true", "rule.version: expected int, got True"),
        ('status = "experimental"', 'status = "new"', "rule.status: expected one of experimental, test, stable, deprecated, got 'new'"),
        ('event = "repo_operation"', 'event = "repo"', "rule.event: expected one of fomc_statement"),
        ('mechanism = "funding-stress"', 'mechanism = "stress"', "rule.mechanism: unknown mechanism 'stress'; known are"),
        ('rationale = "Because."', 'rationale = " "', "rule.rationale: expected a text"),
        ('rationale = "Because."', 'reason = "x"\nrationale = "Because."', "rule.reason: unknown key"),
        ('"https://example.org/t"', '"http://example.org/t"', "rule.references: expected {"),
        ('["an exercise"]', "[]", "rule.false_positives: expected a list of texts"),
        ('field = "day_accepted_usd", above', 'field = "day_acepted_usd", above', "did you mean 'day_accepted_usd'?"),
        ("above = 5_000", 'above = "x", at_least = 5_000', "condition.all[0]: expected { field = NAME, OPERATOR = VALUE }"),
        ("above = 5_000_000_000 }", "over = 5 }", "unknown operator 'over'"),
        ("above = 5_000_000_000 }", 'above = "5bn" }', "expected a number, got '5bn'"),
        ('one_of = ["ordinary", "month_end"]', 'at_least = "ordinary"', "wants a number, and this field is str"),
        ('field = "is_small_value", is = true', 'field = "rate_pct", above = 1.0', "condition.none: rate_pct can be unknown"),
        ('direction = "down"', 'direction = "sideways"', "effect.direction: expected one of up, down, either"),
        ("max = 0.6", "max = 1.6", "effect.strength.max: expected a number above 0 and up to 1, got 1.6"),
        ("from = 5_000_000_000", "from = 60_000_000_000", "effect.strength: expected 0 <= from < to"),
        ('strength = { field = "day_accepted_usd"', 'strength = { field = "calendar"', "expected a field that is a number"),
        ("horizon_hours = 24", "horizon_hours = 0", "effect.horizon_hours: expected 1 to 2160 hours"),
        ('direction = "down"', 'amplify = 1.2\ndirection = "down"', "effect: expected either"),
        ('level = "judgement"', 'level = "proof"', "evidence.level: expected one of study, literature, judgement"),
        ('level = "judgement"', 'level = "judgement"\nuncertainty = "calendar"', "evidence.uncertainty: expected a field that is a number"),
        ('level = "judgement"', 'level = "judgement"\nuncertainty = "rate"', "evidence.uncertainty: unknown field 'rate'"),
        ('level = "judgement"', 'level = "judgement"\nhalved_when = "x"', "evidence.halved_when[0]: expected { field = NAME"),
        ('level = "judgement"', 'level = "judgement"\nhalved_when = { field = "x", is = 1 }', "unknown field 'x'"),
        ("day_accepted_usd = 1,", "", "example[1]: it hangs on a field"),
        ("day_accepted_usd = 1,", "day_accepted_usd = 1, is_small_value = true,", "differs from a firing example in day_accepted_usd"),
        ("day_accepted_usd = 1,", "day_accepted_usd = 9_000_000_000,", "example[1]: it fires, and it says fires = false"),
        ("day_accepted_usd = 1,", 'day_accepted_usd = "1",', "expected int, got '1'"),
        ("[[example]]\nfires = true", "[[example]]\nfires = false", "expected one that fires and a near miss"),
        ("[condition]", "[conditions]", "condition: expected a table [condition]"),
        ("[rule]", "[rule", "file: not readable as TOML"),
    ],
)  # fmt: skip
def test_each_fault_is_named_by_its_key(faults, old, new, said):
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert any(said in fault for fault in found), found


def test_all_faults_are_named_at_once(faults):
    broken = GOOD.replace("version = 1", "version = 0").replace("max = 0.6", "max = 7").replace('level = "judgement"', 'level = "x"')
    assert [fault.partition(":")[0] for fault in faults(broken)] == ["rule.version", "effect.strength.max", "evidence.level"]


def test_a_condition_needs_a_near_miss_for_each_of_its_fields(faults):
    without = GOOD.rpartition("[[example]]")[0]
    assert faults(without) == ["example: no near miss that differs from a firing example in is_small_value alone and fails at is"]


def test_each_test_of_a_field_needs_its_own_near_miss(faults):
    ranged = GOOD.replace(
        "above = 5_000_000_000 },", 'above = 5_000_000_000 }, { field = "day_accepted_usd", at_most = 90_000_000_000 },', 1
    )
    assert faults(ranged) == ["example: no near miss that differs from a firing example in day_accepted_usd alone and fails at at_most"]
    above = '[[example]]\nfires = false\nvalues = { day_accepted_usd = 91_000_000_000, calendar = "ordinary" }\n'
    assert faults(ranged + above) == []


def test_a_rule_may_bring_its_own_translations(tmp_path, faults):
    def with_keys(lines):
        return GOOD.replace("[condition]", f"{lines}\n[condition]")

    (tmp_path / "heavy-repos.toml").write_text(with_keys('title_zh = "大量回购"\nrationale_fr = "Car."'), encoding="utf-8")
    rule, found = read(tmp_path / "heavy-repos.toml", load_mechanisms()[1])
    assert found == []
    assert rule.translations == {"title_zh": "大量回购", "rationale_fr": "Car."}
    assert faults(with_keys('title_zh = " "')) == ["rule.title_zh: expected a text"]
    assert faults(with_keys('claim_zh = "x"'))[0].startswith("rule.claim_zh: unknown key")


def test_a_rule_may_say_why_it_is_quiet(tmp_path, faults):
    told = GOOD.replace("[condition]", 'quiet_because = "nobody borrowed"\n[condition]', 1)
    (tmp_path / "heavy-repos.toml").write_text(told, encoding="utf-8")
    rule, found = read(tmp_path / "heavy-repos.toml", load_mechanisms()[1])
    assert (found, rule.quiet_because) == ([], "nobody borrowed")
    assert faults(told.replace("nobody borrowed", " ")) == ["rule.quiet_because: expected a text"]


def test_bytes_that_are_no_text_are_a_fault(tmp_path):
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    _, [fault] = read(tmp_path / "x.toml", {})
    assert (fault.key, "not readable as TOML" in fault.message) == ("file", True)


def test_an_unknown_mechanism_is_an_error_of_its_own(tmp_path):
    (tmp_path / "heavy-repos.toml").write_text(GOOD.replace('"funding-stress"', '"x"'), encoding="utf-8")
    _, [fault] = read(tmp_path / "heavy-repos.toml", load_mechanisms()[1])
    assert isinstance(fault, UnknownMechanismError)


AMPLIFIER = GOOD.replace('direction = "down"\n', "").replace(
    "strength = { field = \"day_accepted_usd\", from = 5_000_000_000, to = 50_000_000_000, max = 0.6 }",
    'amplify = { field = "context.correlation_60d", points = [[0.2, 0.8], [0.7, 1.3]] }\nmechanisms = ["funding-stress"]',
)  # fmt: skip


def test_an_amplifier_names_a_factor_or_a_curve(tmp_path, faults):
    (tmp_path / "heavy-repos.toml").write_text(AMPLIFIER, encoding="utf-8")
    rule, found = read(tmp_path / "heavy-repos.toml", load_mechanisms()[1])
    assert found == []
    assert rule.is_amplifier
    assert rule.effect.amplify == Curve("context.correlation_60d", ((0.2, 0.8), (0.7, 1.3)))
    assert faults(AMPLIFIER.replace("[[0.2, 0.8], [0.7, 1.3]]", "[[0.7, 0.8], [0.2, 1.3]]")) == [
        "effect.amplify.points: expected values in ascending order"
    ]
    assert "effect.amplify.points: expected a factor from 0.5 to 1.5, got 9" in faults(AMPLIFIER.replace("1.3]]", "9]]"))
    assert any("at least two" in fault for fault in faults(AMPLIFIER.replace("[[0.2, 0.8], [0.7, 1.3]]", "[[0.2, 0.8]]")))


def test_an_operators_own_rules_stand_beside_the_shipped_ones(tmp_path):
    (tmp_path / "heavy-repos.toml").write_text(GOOD, encoding="utf-8")
    shipped, both = load_rulebook(), load_rulebook([tmp_path])
    assert both.rule("heavy-repos").title == "Heavy repos"
    assert len(both.rules) == len(shipped.rules) + 1
    assert both.sha256 != shipped.sha256


def test_a_clash_of_names_is_an_error_and_nobody_wins(tmp_path):
    text = GOOD.replace('"heavy-repos"', '"minutes-released"')
    (tmp_path / "minutes-released.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ExceptionGroup) as caught:
        load_rulebook([tmp_path])
    assert any("is also the id of" in str(fault) for fault in caught.value.exceptions)
    assert all(isinstance(fault, RuleDocumentError) for fault in caught.value.exceptions)


def test_a_shipped_rule_changed_without_a_new_version_is_refused(tmp_path):
    source = Path(load_rulebook().rule("minutes-released").path)
    text = source.read_text(encoding="utf-8")
    (tmp_path / source.name).write_text(text.replace("strength = 0.15", "strength = 0.2"), encoding="utf-8")
    _, [fault] = check_documents([tmp_path])
    assert (fault.key, "must rise above 1" in fault.message) == ("rule.version", True)
    newer = text.replace("strength = 0.15", "strength = 0.2").replace("version = 1", "version = 2")
    (tmp_path / source.name).write_text(newer, encoding="utf-8")
    assert check_documents([tmp_path])[1] == []
    (tmp_path / source.name).write_text(text.replace("Minutes tell", "They tell"), encoding="utf-8")
    assert check_documents([tmp_path])[1] == [], "words may change without a version"
