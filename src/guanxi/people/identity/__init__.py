"""Whose a point is, and contacts that turn out to be one: decided, recorded, reversible."""
