"""A made-up insurer's data estate in every format, and the score of a scan of it (README.md)."""
