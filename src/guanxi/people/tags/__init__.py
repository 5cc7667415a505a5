"""Marks on contacts: by people, by rules over what the book says, by models and imports."""
