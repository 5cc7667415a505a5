"""Steps of the store: small, repeatable, never edited after a release."""
