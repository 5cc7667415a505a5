"""Audits that were kept: made in the background, listed, opened again, compared, let go."""
