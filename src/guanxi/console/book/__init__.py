"""Pages of book."""
