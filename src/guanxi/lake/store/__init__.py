"""Inside of the lake's store: files, catalogue, publication. Others import :mod:`guanxi.lake.engine` only."""
