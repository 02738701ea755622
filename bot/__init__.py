"""How facts come into fedtide and how messages go out."""
