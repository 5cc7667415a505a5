"""Trust: from facts to T (trust-economics §3)."""
