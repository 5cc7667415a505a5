"""Background jobs: one small table, one worker, nothing else to operate."""
