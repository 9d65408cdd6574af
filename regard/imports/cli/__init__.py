"""Commands of the program about files of others."""

from regard.imports.cli.check import CHECK, main

__all__ = ["CHECK", "main"]
