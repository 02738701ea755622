"""What fedtide knows: typed events, rule documents and how they score. Pure, standard library only."""
