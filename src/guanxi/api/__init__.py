"""The public JSON API with its OpenAPI document."""
