"""Measures of piiguard beside its peers, in one run on one machine. See README.md in this folder."""
