"""The network: bonds between contacts, the flywheel that they drive, and what inviters are credited."""

from guanxi.book.network.compose import Gathered, build_network, credit_of, gather_network
from guanxi.book.network.credit import Credit, CreditError, credit_inviters

__all__ = ["Credit", "CreditError", "Gathered", "build_network", "credit_inviters", "credit_of", "gather_network"]
