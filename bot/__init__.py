"""How facts come into fedtide and how messages go out."""

__version__ = "0.1.0"
