"""The list of contacts: what may be asked, how the rows are found, how they are counted."""
