"""An open accuracy benchmark: seeded insurer text with exact spans, a scorer, and runners for piiguard and its peers."""
