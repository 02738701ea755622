"""The sentences of a release that a reader would underline."""

from bot.fomc.summary import LONGEST, key_sentences

FIRST = "The Board on Monday invited comment on a rule."


def test_figures_dates_and_acts_are_worth_more_than_words() -> None:
    paragraphs = [
        FIRST,
        "Banks matter to the economy of the country and its people. The proposal would lower the ratio by 2 percent for large banks.",
        "Comments on the proposal are due no later than January 26, 2032. The Board is committed to a dialogue with everyone.",
    ]
    assert key_sentences(paragraphs) == (
        "The proposal would lower the ratio by 2 percent for large banks.",
        "Comments on the proposal are due no later than January 26, 2032.",
    )


def test_the_first_paragraph_is_told_apart_and_stays_out() -> None:
    assert key_sentences(["The Board fined a bank $5 million for a breach of its own rules."]) == ()
    assert key_sentences([]) == ()


def test_the_foot_of_a_release_and_what_is_too_long_stay_out() -> None:
    foot = "The proposal and more information on its $5 million are available on the website of the Board."
    long = "The Board fined a bank $5 million " + "very " * LONGEST + "much."
    assert key_sentences([FIRST, foot, long]) == ()


def test_three_at_most_in_their_order() -> None:
    said = [f"The Board approved the application of bank number {n} on that day." for n in range(6)]
    assert key_sentences([FIRST, *said]) == tuple(said[:3])
