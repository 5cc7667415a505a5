"""Contacts: who they are, what we know of them, what they agreed to."""
