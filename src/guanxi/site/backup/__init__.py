"""A whole home in one file, made while the workspace runs, and put back into an empty place."""
