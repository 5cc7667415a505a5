"""Floor 0: money, time, ids, errors, problem lists and formatting. Standard library only."""
