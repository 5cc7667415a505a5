"""Pages of file imports: hand in, look, map, import, take back."""
