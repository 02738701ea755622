"""Who wants what, and when. Pure: no store, no clock."""
