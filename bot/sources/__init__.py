"""The publishers' products that fedtide reads; each module ends in SOURCE."""
