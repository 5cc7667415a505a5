"""The library's front door: ``guanxi.audit`` composes lake, book and report."""
