"""Measures of who brings whom: pure arrays, no names, no clock.

Contacts are numbers 0 … n − 1; an edge is a pair of them. Every routine is a fixed number of array operations (or of
rounds), whatever the number of contacts.
"""

from guanxi.stats.graph.advocates import damped_values, within_caps
from guanxi.stats.graph.circles import Circles, find_circles
from guanxi.stats.graph.clustering import Triangles, transitivity, triangles
from guanxi.stats.graph.forest import break_cycles
from guanxi.stats.graph.reproduction import Reproduction, reproduction, reproduction_by_group
from guanxi.stats.graph.waiting import Waiting, conversion_share, waiting_time

__all__ = [
    "Circles",
    "Reproduction",
    "Triangles",
    "Waiting",
    "break_cycles",
    "conversion_share",
    "damped_values",
    "find_circles",
    "reproduction",
    "reproduction_by_group",
    "transitivity",
    "triangles",
    "waiting_time",
    "within_caps",
]
