"""Scored events for other programs and for feed readers: JSON Feed 1.1 and Atom, with the whole assessment beside the words."""
