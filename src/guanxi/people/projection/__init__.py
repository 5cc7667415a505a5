"""From the lake and the book into the tables of people: in bulk, in set statements, as often as one likes."""
