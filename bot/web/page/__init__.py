"""The page that people look at: what the Fed did, where policy stands, what comes, and how the bot has done."""
