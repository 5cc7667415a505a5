"""Why a contact's T is what it is: the three largest drivers, as columns and as sentences."""

from guanxi.book.drivers.columns import driver_column, largest_drivers
from guanxi.book.drivers.sentences import Setting, describe_chosen, describe_drivers

__all__ = ["Setting", "describe_chosen", "describe_drivers", "driver_column", "largest_drivers"]
