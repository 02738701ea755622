"""Talk of moves that were not made, and moves that were: who decided what, and how it stands in the sentence.

A word of moving is no move. Kinds tried, each with members of several eras (the single target of 1994 to 2008, the range at zero and
purchases of 2008 to 2015, the sentences of 2015 to 2022 and of today): negated (decided not to, against, declined, refrained, saw no need,
neither nor, rejected), postponed (wait, delay, defer, not yet decided, the timing of), conditional (if, should, provided, would, prepared,
will at a later meeting), nominal (the case for, discussed an increase, plans for), quoted and others' (staff, markets, some participants),
historical (in June, at its previous meeting, had decided, since, a year ago), contradictory (two ways, no figure, a range that runs the
other way), ranges that cannot be read, and, against a reader that only says no, decisions in unusual words. Sentences are made up.
"""

from __future__ import annotations

from datetime import date

import pytest

from bot.fomc import read_statement

ON = date(2026, 7, 29)
RANGE = "the target range for the federal funds rate"
TARGET = "its target for the federal funds rate"
KEPT = "3-1/2 to 3-3/4 percent"
HOLD = ("hold", 0, 3.5, 3.75)
UNSAID = (None, None, None, None)


def decided(text: str, on: date = ON) -> tuple[str | None, int | None, float | None, float | None]:
    said = read_statement(text, on)
    return said["decision"], said["change_bp"], said["target_lower_pct"], said["target_upper_pct"]


@pytest.mark.parametrize(
    "text",
    [
        f"The Committee decided not to lower {RANGE}, leaving it at {KEPT}.",
        f"The Committee decided against raising {RANGE}, which remains at {KEPT}.",
        (
            f"The Committee kept its policy unchanged today. The target range for the federal funds rate remains {KEPT}. "
            "The Committee has not decided whether to lower the target range at its next meeting."
        ),
        f"The Committee did not see a case for lowering {RANGE}, which stays at {KEPT}.",
        f"The Committee declined to raise {RANGE}, which remains at {KEPT}.",
        f"The Committee chose not to raise {RANGE} at this meeting; the range remains at {KEPT}.",
        f"The Committee voted, by a vote of 9 to 3, not to lower {RANGE}. The target range stays at {KEPT}.",
        f"The Committee saw no need to raise {RANGE} and left it at {KEPT}.",
        f"The Committee refrained from lowering {RANGE}. The target range is unchanged at {KEPT}.",
        f"The Committee decided to neither raise nor lower {RANGE}, which remains at {KEPT}.",
        f"The Committee decided neither to raise nor to lower {RANGE}, which remains at {KEPT}.",
        f"The Committee rejected a reduction in {RANGE}, which remains at {KEPT}.",
        f"The Committee decided against a 1/4 percentage point increase in {RANGE}, keeping it at {KEPT}.",
        f"The Committee decided to hold, not to raise, {RANGE} at {KEPT}.",
        f"Rather than raise {RANGE}, the Committee decided to maintain it at {KEPT}.",
        f"Rather than lowering {RANGE}, the Committee left it at {KEPT}.",
        f"The target range for the federal funds rate was not lowered and remains at {KEPT}.",
        f"The Committee decided against lowering {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent, leaving it at {KEPT}.",
        f"The Committee stopped short of raising {RANGE}, which remains at {KEPT}.",
        f"The Committee didn't raise {RANGE}; it remains at {KEPT}.",
        f"The Committee decided not to raise {RANGE} but to maintain it at {KEPT}.",
        f"The Committee will not raise {RANGE}, which remains at {KEPT}.",
        f"The Committee decided that no change in {RANGE} was warranted. It remains at {KEPT}.",
        f"The Committee took no action on {RANGE}, which remains at {KEPT}.",
        f"The Committee made no change to {RANGE}, which stands at {KEPT}.",
        f"The Committee decided to wait for more evidence before raising {RANGE}, which remains at {KEPT}.",
        f"The Committee decided to delay raising {RANGE}. It kept the target range at {KEPT}.",
        f"Having lowered {RANGE} by 75 basis points since September, the Committee decided to maintain it at {KEPT}.",
        f"After lowering {RANGE} at its last three meetings, the Committee decided to keep it at {KEPT}.",
        (
            f"When the Committee decided to raise {RANGE} by 1/4 percentage point, inflation was higher. "
            f"The Committee decided today to maintain {RANGE} at {KEPT}."
        ),
        f"The Committee, which lowered {RANGE} by 1/4 percentage point in June, decided to maintain it at {KEPT}.",
        f"The Committee decided to maintain {RANGE} at {KEPT}, having lowered it by 25 basis points in June.",
        (
            f"At its June 16-17 meeting the Committee decided to lower {RANGE}. "
            f"At its meeting today the Committee decided to maintain {RANGE} at {KEPT}."
        ),
        (
            f'The Chair recalled that "the Committee decided to lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent." '
            f"The Committee decided to maintain {RANGE} at {KEPT}."
        ),
        f"The Committee does not expect it will be appropriate to reduce {RANGE} soon. It decided to maintain {RANGE} at {KEPT}.",
        f"The Committee judged it premature to raise {RANGE}, which remains at {KEPT}.",
        f"The Committee paused its increases in {RANGE}, keeping it at {KEPT}.",
        f"The Committee ruled out raising {RANGE}, which remains at {KEPT}.",
        f"The Committee held off on lowering {RANGE}, which stays at {KEPT}.",
        f"The Committee resisted raising {RANGE}. It remains at {KEPT}.",
        f"Rather than cut, the Committee held {RANGE} at {KEPT}.",
        f"The Committee considered and rejected a reduction in {RANGE}, which remains at {KEPT}.",
        f"The Committee's decision not to raise {RANGE} reflects the outlook. The target range remains at {KEPT}.",
        f"Lowering {RANGE} was judged premature. The Committee kept it at {KEPT}.",
        f"With {RANGE} at {KEPT}, the Committee decided to leave policy unchanged.",
        f"The Committee decided to maintain {RANGE} at {KEPT} and would raise it by 1/4 percentage point if inflation rose.",
        f"The Committee decided to skip an increase in {RANGE}, which stays at {KEPT}.",
        f"The Committee decided to forgo a reduction in {RANGE}, which stays at {KEPT}.",
        (
            f"The Board voted to lower the interest rate paid on reserve balances to 3.40 percent. The Committee decided to"
            f" maintain {RANGE} at {KEPT}."
        ),
        f"The Committee decided to lower the interest rate on reserve balances by 5 basis points and to maintain {RANGE} at {KEPT}.",
        (
            f"The Board of Governors voted unanimously to approve a 1/4 percentage point increase in the primary credit rate to 4"
            f" percent. The Committee decided to maintain {RANGE} at {KEPT}."
        ),
        f"The Committee decided to increase its purchases of Treasury bills and to maintain {RANGE} at {KEPT}.",
        f"The Committee was not prepared to raise {RANGE}. It left it at {KEPT}.",
        f"Many participants saw a case for lowering {RANGE} by 1/4 percentage point, but the Committee decided to maintain it at {KEPT}.",
        f"While several participants would have lowered {RANGE}, the Committee maintained it at {KEPT}.",
        f"To lower {RANGE} now would risk inflation. The Committee decided to maintain it at {KEPT}.",
        f"The Committee, contrary to expectations that it would lower {RANGE}, decided to maintain it at {KEPT}.",
        f"The Committee voted 7 to 5 against a proposal to lower {RANGE} by 1/4 percentage point; it remains at {KEPT}.",
        f"The target range for the federal funds rate, which was lowered in June, is unchanged at {KEPT}.",
        f"The Committee decided to keep unchanged {RANGE}, at {KEPT}.",
        f"The Committee decided, by a vote of 8-4, not to increase {RANGE}, which it kept at {KEPT}.",
        f"The Committee deferred an increase in {RANGE} until its next meeting; it remains at {KEPT}.",
        f"The Committee has decided that it would not be appropriate to raise {RANGE}, which remains at {KEPT}.",
        f"The Committee was not persuaded to raise {RANGE}; it stays at {KEPT}.",
        f"The Committee considered raising {RANGE} but decided to leave it at {KEPT}.",
        f"The Committee weighed lowering {RANGE} and chose instead to maintain it at {KEPT}.",
        f"The Committee decided to hold {RANGE} at {KEPT} rather than lower it by 1/4 percentage point.",
        f"The Committee decided to hold {RANGE} at {KEPT} instead of raising it to 3-3/4 to 4 percent.",
        f"As it did in June, the Committee decided to maintain {RANGE} at {KEPT}.",
        f"Unlike in June, when it lowered {RANGE}, the Committee decided to maintain {RANGE} at {KEPT}.",
        f"The Committee lowered {RANGE} in June and decided today to maintain it at {KEPT}.",
        f"The Committee agreed unanimously not to lower {RANGE} until inflation is lower. It remains at {KEPT}.",
        f"The Committee decided to keep {RANGE} at {KEPT}; had it not, it would have lowered it to 3-1/4 to 3-1/2 percent.",
        (
            f"The Bank of England decided to lower its policy rate by 1/4 percentage point to 3-3/4 percent. The Committee"
            f" maintained {RANGE} at {KEPT}."
        ),
        (
            f'Governor Example said, "the Committee voted to raise {RANGE} by 1/4 percentage point."'
            f" The Committee decided to maintain {RANGE} at {KEPT}."
        ),
        f"The Committee decided that {RANGE} should remain at {KEPT}.",
        f"The Committee decided that {RANGE} should not be raised and should remain at {KEPT}.",
    ],
)
def test_a_move_that_was_not_made_is_a_hold(text: str) -> None:
    assert decided(text) == HOLD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 1994 to 2008: one target, the stance of policy, pressure on reserve positions
        (f"The Committee decided today not to raise {TARGET}, leaving it at 5-1/4 percent.", ("hold", 0, 5.25, 5.25)),
        (f"The Federal Open Market Committee voted against lowering {TARGET}, which remains at 2 percent.", ("hold", 0, 2.0, 2.0)),
        ("The Committee did not take action today to ease the stance of monetary policy.", ("hold", 0, None, None)),
        ("The Committee considered whether to increase the degree of pressure on reserve positions.", UNSAID),
        ("The Committee discussed a 25 basis point decline in the federal funds rate to around 5 percent.", UNSAID),
        (f"The Committee adopted a directive that was biased toward a possible increase in {TARGET} to 5-1/2 percent.", UNSAID),
        ("The Committee decided against an increase in the degree of pressure on reserve positions.", ("hold", 0, None, None)),
        (f"Last fall the Committee lowered {TARGET} by 75 basis points to 4-3/4 percent.", UNSAID),
        # 2008 to 2015: a range at zero
        (f"The Committee decided not to raise {RANGE}, keeping it at 0 to 1/4 percent.", ("hold", 0, 0.0, 0.25)),
        (f"The Committee has decided on the timing of the initial increase in {RANGE}.", UNSAID),
        (
            (
                f"This change in the forward guidance does not indicate that the Committee has decided on the timing of the"
                f" initial increase "
                f"in {RANGE}."
            ),
            UNSAID,
        ),
        (
            (
                f"The Committee decided, for the time being, to wait for further evidence before raising {RANGE}, which remains at"
                f" 1/4 to 1/2 "
                "percent."
            ),
            ("hold", 0, 0.25, 0.5),
        ),
        (f"The Committee anticipates that it will be appropriate to raise {RANGE} by 1/4 percentage point in 2015.", UNSAID),
        # 2020 to 2022
        (f"The Committee expects it will be appropriate to raise {RANGE} to 1/4 to 1/2 percent soon.", UNSAID),
        (f"The Committee agreed to discuss at its next meeting whether to raise {RANGE} by 1/2 percentage point.", UNSAID),
        (f"The Committee would be prepared to lower {RANGE} to 0 to 1/4 percent if risks emerge.", UNSAID),
    ],
)
def test_talk_of_moves_in_other_eras(text: str, expected: tuple[str | None, int | None, float | None, float | None]) -> None:
    assert decided(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # postponed
        f"The Committee has not yet decided to lower {RANGE}.",
        f"The Committee agreed to discuss at its next meeting whether to lower {RANGE}.",
        # conditional
        f"If inflation falls further, the Committee will lower {RANGE} to 3-1/4 to 3-1/2 percent.",
        f"The Committee will lower {RANGE} to 3-1/4 to 3-1/2 percent if inflation falls further.",
        f"The Committee would lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent should unemployment rise.",
        f"The Committee would be prepared to raise {RANGE} by 1/2 percentage point.",
        f"The Committee is prepared to lower {RANGE} by 1/2 percentage point.",
        f"The Committee stands ready to lower {RANGE} to 3 to 3-1/4 percent.",
        (
            f"The Committee decided to lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent at its next meeting, provided that "
            "inflation eases."
        ),
        f"Should the outlook worsen, the Committee has decided to lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        f"The Committee decided that it would lower {RANGE} by 1/4 percentage point if conditions worsened.",
        f"Had inflation risen, the Committee would have decided to raise {RANGE} to 4 to 4-1/4 percent.",
        f"The Committee could raise {RANGE} to 4 to 4-1/4 percent in September.",
        f"The Committee expects to lower {RANGE} to 3-1/4 to 3-1/2 percent by the end of the year.",
        f"The Committee expects that it will lower {RANGE} by 1/4 percentage point in September.",
        f"The Committee will likely lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        f"The Committee will lower {RANGE} to 3-1/4 to 3-1/2 percent at its next meeting.",
        # nominal
        f"The Committee discussed a 1/4 percentage point increase in {RANGE}.",
        f"The Committee considered lowering {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        f"The case for an increase in {RANGE} has strengthened.",
        f"The Committee agreed on a plan for raising {RANGE} to 4 to 4-1/4 percent.",
        "The Committee debated a reduction in the federal funds rate of 25 basis points.",
        f"The Committee decided on the conditions for a reduction of 25 basis points in {RANGE}.",
        # others'
        f"Some participants argued that the Committee decided to lower {RANGE} too early.",
        f"Market participants believe that the Committee decided to raise {RANGE} by 1/4 percentage point.",
        f"The staff proposed that the Committee lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        # historical
        f"In June the Committee decided to lower {RANGE} by 1/4 percentage point to 3-1/2 to 3-3/4 percent.",
        f"At its previous meeting, the Committee decided to raise {RANGE} by 1/4 percentage point to 3-1/2 to 3-3/4 percent.",
        f"The Committee has raised {RANGE} by 5 percentage points since March 2022.",
        f"The Committee lowered {RANGE} by 25 basis points at each of its last three meetings.",
        f"The Committee had decided in March to raise {RANGE} to 3-3/4 to 4 percent.",
        f"A year ago the Committee decided to lower {RANGE} by 1/2 percentage point to 4-3/4 to 5 percent.",
        # contradictory, or without the figure that a move is known by
        f"The Committee decided to lower {RANGE} by 1/4 percentage point. The Committee decided to raise {RANGE} by 1/4 percentage point.",
        f"The Committee decided to lower {RANGE}.",
        f"The Committee decided to lower {RANGE} by 0 percentage points.",
        f"The Committee decided to lower {RANGE} by 1/4 percentage point. The Committee decided not to lower {RANGE}.",
        f"The Committee decided to raise {RANGE} from 3-3/4 to 4 percent to 3-1/2 to 3-3/4 percent.",
        f"The Committee decided not to maintain {RANGE} at {KEPT}.",
        f"The Committee did not decide to lower {RANGE}.",
        f"There was no decision to raise {RANGE}.",
        f"A proposal to lower {RANGE} to 3-1/4 to 3-1/2 percent was not adopted.",
        f"The Committee is not yet ready to lower {RANGE}.",
        f"The decision to lower {RANGE} by 1/4 percentage point in June has supported activity.",
        f"The Committee will decide at its next meeting whether to raise {RANGE} to 3-3/4 to 4 percent.",
        "The Committee raised its forecast for the federal funds rate to 4 percent.",
        "The Committee lowered its estimate of the longer-run federal funds rate to 3 percent.",
        f"Market pricing implies that the Committee will lower {RANGE} to 3-1/4 to 3-1/2 percent by December.",
        f"The Committee decided that it will be appropriate to lower {RANGE} by 1/4 percentage point once inflation has fallen.",
        f"The Committee agreed that it may become appropriate to raise {RANGE} by 1/4 percentage point.",
        f"No member voted to lower {RANGE}.",
        f"In September 2024 the Committee began lowering {RANGE}.",
        f"It would take more evidence for the Committee to decide to lower {RANGE} to 3-1/4 to 3-1/2 percent.",
        f"The Committee could decide to raise {RANGE} by 1/2 percentage point.",
        f"The Committee plans to raise {RANGE} by 1/4 percentage point at each of its next two meetings.",
        f"The Committee agreed to keep open the option of raising {RANGE} to 3-3/4 to 4 percent.",
        f"Whether the Committee decides to lower {RANGE} will depend on the data.",
        f"The Committee had been expected to lower {RANGE} by 1/4 percentage point.",
        f"At its meeting on June 17, 2026, the Committee decided to lower {RANGE} by 1/4 percentage point to {KEPT}.",
        f"On June 17, 2026, the Committee decided to lower {RANGE} by 1/4 percentage point to {KEPT}.",
        f"The Committee could not agree to lower {RANGE}.",
        f"The Committee failed to agree on lowering {RANGE}.",
        f"No decision on lowering {RANGE} was taken.",
        f"The question of whether to raise {RANGE} was deferred to the September meeting.",
        f"The Committee reached no decision on {RANGE}.",
        f"The Committee's June decision to raise {RANGE} by 1/4 percentage point remains appropriate.",
        f"The reduction of {RANGE} by 1/4 percentage point in June continues to support activity.",
        f"The Committee intends to lower {RANGE} by 1/4 percentage point at its next meeting.",
        f"The Committee would have lowered {RANGE} had inflation fallen.",
        f"Were inflation to fall, the Committee would decide to lower {RANGE} to 3-1/4 to 3-1/2 percent.",
        f"The Committee decided to lower {RANGE} to 3-1/4 to 3-1/2 percent as soon as conditions permit.",
        f"Unless inflation falls, the Committee will raise {RANGE} to 3-3/4 to 4 percent.",
        f"According to the minutes, the Committee decided in June to lower {RANGE} by 1/4 percentage point.",
        "The European Central Bank lowered its policy rates by 25 basis points.",
        "The Committee discussed the Bank of Japan's decision to raise its policy rate by 25 basis points.",
        f"Financial markets expect that the Committee will decide to lower {RANGE}.",
        f"President Example argued that the Committee should have decided to lower {RANGE}.",
    ],
)
def test_talk_of_a_move_decides_nothing(text: str) -> None:
    assert decided(text) == UNSAID


@pytest.mark.parametrize(
    "text",
    [
        f"The Committee today lowered {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        f"The Committee lowered {RANGE} by 1/4 percentage point, to 3-1/4 to 3-1/2 percent.",
        f"The Committee decided, after careful consideration, to lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        "The target range for the federal funds rate was lowered by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        (
            f"In light of progress since last December, the Committee decided to lower {RANGE} by 1/4 percentage point to 3-1/4 to"
            f" 3-1/2 percent."
        ),
        (
            f"Although the Committee had raised {RANGE} in June, it decided today to lower {RANGE} by 1/4 percentage point to"
            f" 3-1/4 to 3-1/2 "
            "percent."
        ),
        f"The Committee agreed that it would lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        f"The Committee decided on a 25 basis point reduction in {RANGE} to 3-1/4 to 3-1/2 percent.",
        f"The Committee approved a reduction of 1/4 percentage point in {RANGE}, to 3-1/4 to 3-1/2 percent.",
        f"The Committee decided not to wait any longer and to lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        f"The Committee decided to lower {RANGE} by 1/4 percentage point, rather than by 1/2 percentage point, to 3-1/4 to 3-1/2 percent.",
        (
            f"The Committee decided to lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent, effective July 30, 2026. "
            f"The Committee does not see a case for lowering {RANGE} further."
        ),
        f"The Committee voted 9-3 to lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        (
            f"It was announced today that the Federal Open Market Committee decided to lower {RANGE} by 25 basis points to 3-1/4 to"
            f" 3-1/2 percent."
        ),
        f"The Committee has decided today to lower {RANGE} by 1/4 percentage point, from {KEPT} to 3-1/4 to 3-1/2 percent.",
        f"Effective July 30, 2026, the Committee lowered {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        (
            "The Committee decided to lower the target range for the federal funds rate by 1/4 percentage point to 3-1/4 to 3-1/2"
            " percent. The vote encompassed approval of a reduction in the discount rate to 3-1/2 percent."
        ),
        f"The Committee is lowering {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
        f"Policymakers voted to lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
    ],
)
def test_a_decision_in_unusual_words_is_read(text: str) -> None:
    assert decided(text) == ("lower", -25, 3.25, 3.5)


@pytest.mark.parametrize(
    "named",
    [
        "3-3/4 to 3-1/2 percent",
        "3-1/2 to 4-3/4 percent",
        "3-1/2 to 3-1/2 percent",
        "3.75 to 3.50 percent",
        "3-1/2 to 33/4 percent",
        "3-1/2 to 3-3/5 percent",
        "35 to 37.5 percent",
        "3-1/2 percent",
        "3.51 to 3.76 percent",
        "4-1/4 to 4 percent",
    ],
)
def test_a_range_that_cannot_be_read_has_no_bounds(named: str) -> None:
    assert decided(f"The Committee decided to maintain {RANGE} at {named}.") == ("hold", 0, None, None)
    assert decided(f"The Committee decided to raise {RANGE} by 1/4 percentage point to {named}.") == ("raise", 25, None, None)
    assert decided(f"The Committee decided to raise {RANGE} to {named}.") == UNSAID


def test_a_rejected_move_has_not_the_target_it_would_have_had() -> None:
    assert decided(f"The Committee decided not to lower {RANGE} to 3-1/4 to 3-1/2 percent.") == ("hold", 0, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Committee decided not to change the degree of pressure on reserve positions.", ("hold", 0, None, None)),
        (f"The Committee decided to adjust {RANGE} to 3-1/4 to 3-1/2 percent.", (None, None, 3.25, 3.5)),
        (f"The Committee decided to set {RANGE} at {KEPT}.", (None, None, 3.5, 3.75)),
        (f"The Committee has decided to postpone the increase in {RANGE} that it had planned.", ("hold", 0, None, None)),
        (f"The Committee began lowering {RANGE} today, by 1/2 percentage point to 4-3/4 to 5 percent.", ("lower", -50, 4.75, 5.0)),
        (f"The Committee unanimously decided to raise {RANGE} 25 basis points, to 3-3/4 to 4 percent.", ("raise", 25, 3.75, 4.0)),
        (f"Today, the FOMC cut {RANGE} by half a percentage point to 3 to 3-1/4 percent.", ("lower", -50, 3.0, 3.25)),
        (
            (f"The Committee decided at today's meeting to raise {RANGE} to 3-3/4 to 4 percent, an increase of 25 basis points."),
            ("raise", 25, 3.75, 4.0),
        ),
        (
            (
                f"In view of these developments, and after the Committee had left {RANGE} unchanged for nine months, it decided to raise"
                f" it by 1/4 percentage point to 3-3/4 to 4 percent."
            ),
            ("raise", 25, 3.75, 4.0),
        ),
        (f"The Committee decided to further increase {RANGE} by 1/4 percentage point to 3-3/4 to 4 percent.", ("raise", 25, 3.75, 4.0)),
        (f"The Committee decided to increase, by 1/4 percentage point, {RANGE} to 3-3/4 to 4 percent.", ("raise", 25, 3.75, 4.0)),
        (f"On July 29, 2026, the Committee decided to lower {RANGE} by 1/4 percentage point to {KEPT}.", ("lower", -25, 3.5, 3.75)),
        (
            (
                "The Federal Open Market Committee decided today to lower its target for the federal funds rate by 50 basis points to 4"
                " percent. In a related action, the Board of Governors approved a 50 basis point reduction in the discount rate to"
                " 3-1/2 percent."
            ),
            ("lower", -50, 4.0, 4.0),
        ),
        (f"The Committee judged that it was not yet appropriate to lower {RANGE}.", ("hold", 0, None, None)),
        (f"The Committee decided to increase {RANGE} by 25 basis points, bringing it to 3-3/4 to 4 percent.", ("raise", 25, 3.75, 4.0)),
        (f"The Committee decided on an increase in {RANGE} of 1/4 percentage point, to 3-3/4 to 4 percent.", ("raise", 25, 3.75, 4.0)),
        (f"Committee members voted to raise {RANGE} by 1/4 percentage point to 3-3/4 to 4 percent.", ("raise", 25, 3.75, 4.0)),
        (f"The Committee decided that {RANGE} will be raised by 1/4 percentage point to 3-3/4 to 4 percent.", ("raise", 25, 3.75, 4.0)),
        (f"The Committee decided that {RANGE} should be lowered to 3-1/4 to 3-1/2 percent.", ("lower", None, 3.25, 3.5)),
        (
            ("The Federal Open Market Committee today raised its target for the federal funds rate by 25 basis points to 5-1/4 percent."),
            ("raise", 25, 5.25, 5.25),
        ),
        (
            (
                "The Federal Open Market Committee decided not to alter its target for the federal funds rate, which stands at"
                " 5-1/4 percent."
            ),
            ("hold", 0, 5.25, 5.25),
        ),
        (
            ("The Committee decided against a change in its target for the federal funds rate, leaving it at 1-3/4 percent."),
            ("hold", 0, 1.75, 1.75),
        ),
    ],
)
def test_other_decisions(text: str, expected: tuple[str | None, int | None, float | None, float | None]) -> None:
    assert decided(text) == expected


def test_a_sentence_without_an_end_is_read_in_time() -> None:
    endless = f"The Committee decided to lower {RANGE} and purchases $1 billion " * 20_000
    assert decided(endless)[1:] == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        f"The Committee unanimously decided that it would not be appropriate to lower {RANGE}, currently {KEPT}, at this time.",
        f"The Committee did not, as some had expected, raise {RANGE}. It was maintained at {KEPT}.",
        (
            f"The Committee would have lowered {RANGE} today had inflation been closer to 2 percent. It instead maintained "
            f"the range at {KEPT}."
        ),
        f"The Committee decided to maintain {RANGE} at 3.50%–3.75%.",
        f"The Committee decided to maintain {RANGE} at {KEPT}.1 On June 17, 2026 the Committee lowered {RANGE} by 1/4 percentage point.",
        (
            f"The Committee decided to maintain {RANGE} at {KEPT}. Note: On June 17, 2026 the Committee lowered {RANGE} by "
            f"1/4 percentage point."
        ),
        f"The Committee neither raised nor lowered {RANGE}, which is {KEPT}.",
        f"The Committee decided that no reduction in {RANGE} was appropriate at this time. The target range remains {KEPT}.",
        f"A reduction of 1/4 percentage point in {RANGE}, to 3-1/4 to 3-1/2 percent, was rejected. The target range remains {KEPT}.",
        f"A reduction of 1/4 percentage point in {RANGE} was approved by the Committee in December. The target range remains {KEPT}.",
        f"Some participants judged that a reduction of 1/4 percentage point in {RANGE} was appropriate. The target range remains {KEPT}.",
        f"A decision today to lower {RANGE} by 1/4 percentage point would have been premature. The target range remains {KEPT}.",
        f"No decision today to lower {RANGE} by 1/4 percentage point was taken. The target range remains {KEPT}.",
        f"The decision today to maintain {RANGE} at {KEPT} was unanimous.",
        f"Three members voted in favor of lowering {RANGE} by 25 basis points; the Committee decided to maintain {RANGE} at {KEPT}.",
    ],
)
def test_further_holds(text: str) -> None:
    assert decided(text) == HOLD


@pytest.mark.parametrize(
    "text",
    [
        f"A 25 basis point reduction in {RANGE}, to 3.25 to 3.5 percent, was approved by the Committee on a vote of 10 to 2.",
        (
            "Although it did not lower the target range at its last two meetings, the Committee decided today that a reduction of "
            "1/4 percentage point, to 3-1/4 to 3-1/2 percent, was appropriate."
        ),
        f"Today's decision to lower {RANGE} by 1/4 percentage point, to 3-1/4 to 3-1/2 percent, reflects the shift in risks.",
        f"The Committee voted 9 to 3 in favor of lowering {RANGE} by 25 basis points, to 3-1/4 to 3-1/2 percent.",
        f"The Committee approved a quarter-point reduction in {RANGE}, bringing it to 3-1/4 to 3-1/2 percent.",
        f"The Committee believes that growth is slow and decided to lower {RANGE} by 1/4 percentage point to 3-1/4 to 3-1/2 percent.",
    ],
)
def test_a_move_told_by_a_noun_or_a_vote(text: str) -> None:
    assert decided(text) == ("lower", -25, 3.25, 3.5)


def test_a_chain_of_rates_is_no_range() -> None:
    assert decided(f"The Committee decided to maintain {RANGE} at 3-1/2 to 3-3/4 to 4 percent.") == ("hold", 0, None, None)


def test_a_hold_that_moves_is_unknown() -> None:
    assert decided(f"The Committee decided to maintain {RANGE} at {KEPT}, lowering it by 1/4 percentage point.")[:2] == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"The Committee decided to raise {RANGE} to 3¾–4 percent.", ("raise", None, 3.75, 4.0)),
        (
            f"The Committee decided to raise {RANGE} by 1/4 percentage point, from 3-1/2-3-3/4 percent to 3-3/4-4 percent.",
            ("raise", 25, 3.75, 4.0),
        ),
        (
            f"The Committee decided to reverse some of last year's cuts by raising {RANGE} 1/4 percentage point to 3-3/4 to 4 percent.",
            ("raise", 25, 3.75, 4.0),
        ),
        (
            f"The Committee approved, effective immediately, a 50 basis point reduction in {RANGE}, to 3 to 3-1/4 percent.",
            ("lower", -50, 3.0, 3.25),
        ),
        (f"Last year's decision to lower {RANGE} by 1/4 percentage point to 3-1/2 to 3-3/4 percent has helped.", UNSAID),
    ],
)
def test_dashes_asides_and_last_years(text: str, expected: tuple[str | None, int | None, float | None, float | None]) -> None:
    assert decided(text) == expected


@pytest.mark.parametrize("verb", ["plan", "intend"])
def test_what_is_not_planned_is_not_done(verb: str) -> None:
    assert decided(f"The Committee does not {verb} to raise {RANGE} to 3-3/4 to 4 percent. The target range remains {KEPT}.") == HOLD


@pytest.mark.parametrize("talk", [f"{RANGE} was nearly lowered", f"the Committee almost decided to lower {RANGE}"])
def test_what_nearly_happened_did_not(talk: str) -> None:
    assert decided(f"Today {talk} to 3-1/4 to 3-1/2 percent. The target range remains {KEPT}.")[:1] != ("lower",)
