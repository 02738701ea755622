"""Whatever is typed, a watch is refused with words or becomes a condition that decides."""

from datetime import UTC, date, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from rules.condition import decide, type_fault
from rules.errors import WatchError
from rules.event import KINDS, field_table
from rules.watch import ASSESSED, MOST_TESTS, Watch, parse_watch
from rules.watch_words import CHOICES, COMPARISONS, DOLLARS, TERMS

FIELDS = sorted({name for kind in KINDS for name in field_table(kind)} | set(TERMS) | set(ASSESSED))
FORMS = [form for group in COMPARISONS.values() for form in group]
PIECES = st.sampled_from(
    [*FIELDS, *FORMS, *DOLLARS, "and", "且", "or", "|", "$", "-", "−", "%", "bp", "20", "0.5", ",", "，", "(", "\n", "∞", "é"]
)
VALUES = {
    int: st.integers(-(10**13), 10**13),
    float: st.floats(-1e13, 1e13),
    bool: st.booleans(),
    str: st.sampled_from(["standing", "ordinary", "", "SOFR"]),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def type_of(name):
    return ASSESSED[name].type if name in ASSESSED else next(field_table(k)[name].type for k in KINDS if name in field_table(k))


def read(text):
    try:
        return parse_watch(text)
    except WatchError:
        return None


def check(watch, data):
    """Every test fits its field in every kind, and decides whatever the values, None included."""
    assert isinstance(watch, Watch)
    assert watch.kinds
    assert set(watch.kinds) <= set(KINDS)
    assert 1 <= len(watch.condition.all) <= 2 * MOST_TESTS
    for test in watch.condition.all:
        assert type_fault(test, type_of(test.field)) is None
    known = {test.field: data.draw(st.none() | VALUES[type_of(test.field)]) for test in watch.condition.all}
    assert decide(watch.condition, known.get) in (True, False, None)


@given(st.text(max_size=260), st.data())
@example("impact >= 60", None)
def test_any_text_is_read_or_refused(text, data):
    watch = read(text)
    if watch and data:
        check(watch, data)


@given(st.lists(PIECES, max_size=14).map(" ".join), st.data())
def test_any_heap_of_words_of_the_trade_is_read_or_refused(text, data):
    watch = read(text)
    if watch:
        check(watch, data)


@given(st.sampled_from(FIELDS), st.sampled_from(FORMS), st.integers(0, 99), st.sampled_from(["", "bn", "亿", "%", "bp", "m"]), st.data())
def test_any_comparison_of_a_known_field_is_read_or_refused(field, form, number, unit, data):
    watch = read(f"{field} {form} {number}{unit}")
    if watch:
        check(watch, data)


@given(st.sampled_from(sorted(CHOICES)), st.data())
def test_every_word_for_a_value_means_it(field, data):
    name = field if any(field in field_table(kind) for kind in KINDS) else f"context.{field}"
    choice = data.draw(st.sampled_from(sorted(CHOICES[field])))
    word = data.draw(st.sampled_from([choice, *CHOICES[field][choice]]))
    [test] = parse_watch(f"{name} is {word}").condition.all
    assert (test.field, test.operand) == (name, choice)


@given(st.integers(0, 10**6), st.sampled_from(sorted(DOLLARS)), st.booleans())
def test_amounts_are_exact(number, unit, negative):
    sign = "-" if negative else ""
    watch = parse_watch(f"ON RRP change = {sign}{number}{unit}")
    assert watch.condition.all[-1].operand == (-1 if negative else 1) * number * int(DOLLARS[unit])
