"""What the Board of Governors publishes: press releases, minutes, speeches, the weekly balance sheet, its calendar."""
