"""How well the stance scorer does on labelled sentences: `python -m tests.stance_score [FILE]`; docs/fomc-reading.md holds the result.

The labels (Shah, Paturi, Chava, ACL 2023; CC BY-NC 4.0) only measure: nothing of them is in this project, and no word of the vocabulary
was chosen by them. Without the file nothing is computed.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.fomc.stance import stance

LABELS = Path(__file__).parents[1] / "../shared/history/labels/fomc_hawkish_dovish_train.csv"


@dataclass(frozen=True, slots=True)
class Result:
    """Weighted F1 and accuracy of the scorer and of always saying the commonest label, over `sentences` sentences."""

    sentences: int
    weighted_f1: float
    accuracy: float
    baseline_f1: float
    baseline_accuracy: float
    f1: dict[str, float]


def weighted_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """The F1 of each label, weighted by how often it is true."""
    return sum(count * f1_of(label, truth, said) for label, count in Counter(truth).items()) / len(truth)


def f1_of(label: str, truth: Sequence[str], said: Sequence[str]) -> float:
    """Twice the hits by all that are, or are said to be, of a label; 0 where there are none."""
    hits = sum(t == s == label for t, s in zip(truth, said, strict=True))
    return 2 * hits / (truth.count(label) + said.count(label)) if hits else 0.0


def result(path: Path = LABELS) -> Result:
    """The scorer's result on a file of `sentence` and `label_name`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = [row["label_name"] for row in rows]
    said = [stance(row["sentence"]).label for row in rows]
    commonest = [Counter(truth).most_common(1)[0][0]] * len(truth)
    return Result(
        sentences=len(rows),
        weighted_f1=weighted_f1(truth, said),
        accuracy=sum(t == s for t, s in zip(truth, said, strict=True)) / len(truth),
        baseline_f1=weighted_f1(truth, commonest),
        baseline_accuracy=truth.count(commonest[0]) / len(truth),
        f1={label: f1_of(label, truth, said) for label in sorted(set(truth))},
    )


def main() -> None:
    """Print the result."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else LABELS
    if not path.exists():
        sys.exit(f"error: no labelled sentences at {path}, give the file as the argument")
    sys.stdout.write(f"{result(path)}\n")


if __name__ == "__main__":
    main()
