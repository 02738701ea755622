"""What prices did after events, the article's claims against data, and how well the bot has done. docs/evidence.md is the method."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: for matrices of this size its threads mostly wait for each other
