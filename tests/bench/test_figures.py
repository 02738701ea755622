"""The one table of `make bench`, and the same for programs; the stages of a latency add up. No timing is asserted here."""

import json

from tests.bench import latency
from tests.bench.figures import Figure, as_json, summary

FAST = Figure(what="a message, CPU", unit="ms", ours=0.2, beside="aiogram", theirs=0.16, most=1.5)
SLOW = Figure(what="a second's messages", unit="", ours=940, beside="asked for", theirs=1000, least=0.95, most=1.0)
OPEN = Figure(what="the same once more", unit="s", ours=2.9, beside="the first", theirs=20.1)


def test_a_figure_is_good_within_what_was_wanted() -> None:
    assert [one.is_good for one in (FAST, SLOW, OPEN)] == [True, False, True]
    assert FAST.ratio == 1.25


def test_the_table_says_ours_theirs_ratio_and_what_was_missed() -> None:
    rows = summary({"wire": [FAST], "pace": [SLOW], "study": [OPEN]}).splitlines()[-3:]
    assert rows == [
        "| wire | a message, CPU | 0.2 ms | aiogram | 0.16 ms | 1.25 | at most 1.5 |",
        "| pace | a second's messages | 940 | asked for | 1,000 | 0.94 | at least 0.95, at most 1: missed |",
        "| study | the same once more | 2.9 s | the first | 20.1 s | 0.144 |  |",
    ]


def test_programs_get_the_same() -> None:
    [row] = json.loads(as_json({"wire": [FAST]}))["figures"]
    assert row == {
        "bench": "wire", "what": "a message, CPU", "unit": "ms", "ours": 0.2, "beside": "aiogram", "theirs": 0.16, "most": 1.5,
        "least": None, "ratio": 1.25, "is_good": True,
    }  # fmt: skip


def test_stages_begin_where_the_one_before_ended_and_count_from_their_first_end() -> None:
    marks = "read\t10.5\nassessed\t10.7\nqueued\t10.8\nin hand\t11.0\nassessed\t11.1\nqueued\t11.2\n"
    times = latency.stages(10.0, marks, 11.5)
    assert {stage: round(seconds, 6) for stage, seconds in times.items()} == {
        "read": 0.5, "assessed": 0.2, "queued": 0.1, "in hand": 0.2, "sent": 0.5,
    }  # fmt: skip
