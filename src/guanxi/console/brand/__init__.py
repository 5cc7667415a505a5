"""The brand's settings."""
