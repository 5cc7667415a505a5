"""What is wrong with this deployment, in one line each, and what to do."""
