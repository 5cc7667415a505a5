"""What contacts agreed to: an append-only record, and what follows from it."""
