"""The trust audit: learn, gather, value, trust, post, state. The flow of the book in the order it runs."""

from guanxi.book.audit.asked import AuditInput
from guanxi.book.audit.compose import audit_book
from guanxi.book.audit.learnt import Learnt, learn_model, load_learnt, save_learnt
from guanxi.book.audit.network_only import network_book

__all__ = ["AuditInput", "Learnt", "audit_book", "learn_model", "load_learnt", "network_book", "save_learnt"]
