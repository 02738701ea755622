"""What runs side by side while the program runs: a list of parts, each begun, watched over and ended alike."""
