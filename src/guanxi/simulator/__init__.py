"""Floor 1: a tea brand whose truth is known. Shares no formula with the estimators that are tested on it."""

from guanxi.simulator.errors import SimulationError
from guanxi.simulator.options import Options
from guanxi.simulator.run import SimulatedBrand, simulate

__all__ = ["Options", "SimulatedBrand", "SimulationError", "simulate"]
