"""Benchmarks: one command each, figures printed as JSON and kept in docs/benchmarks.md."""
