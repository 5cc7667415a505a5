"""The owner's mirror: what a brand does to those who trust it, and the five people worth talking to today."""

from guanxi.book.mirror.behind import FILTERS, contacts_behind
from guanxi.book.mirror.compose import five_people, mirror_book
from guanxi.book.mirror.picking import pick_five

__all__ = ["FILTERS", "contacts_behind", "five_people", "mirror_book", "pick_five"]
