"""The roll-forward: how trust capital went from opening to closing, exact to the fen (trust-economics §4)."""
