"""New York's clock, the days on which releases come out, and what comes next."""
