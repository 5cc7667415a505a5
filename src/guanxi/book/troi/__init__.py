"""TROI: what a program changed, net of what it cost, and whether it may go on (trust-economics §5)."""

from guanxi.book.troi.asked import TroiInput
from guanxi.book.troi.programs import UnknownProgram
from guanxi.book.troi.read_out import read_out_programs

__all__ = ["TroiInput", "UnknownProgram", "read_out_programs"]
