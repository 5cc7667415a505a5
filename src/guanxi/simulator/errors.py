"""What the simulator refuses."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError


class SimulationError(GuanxiError):
    """A brand that cannot be simulated as asked, or a folder that cannot be written."""

    code = "simulator.refused"
