"""What the Treasury publishes: auctions and its daily cash."""
