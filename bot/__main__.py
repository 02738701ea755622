"""`python -m bot` is the same as `fedtide`."""

from bot.cli import main

main()
