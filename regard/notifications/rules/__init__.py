"""Decisions about telling: tokens, quiet hours, which answers by mail are taken."""
