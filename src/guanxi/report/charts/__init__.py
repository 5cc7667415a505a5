"""Chart builders: each takes what the book says and gives a finished :class:`~guanxi.report.blocks.Chart` or none."""
