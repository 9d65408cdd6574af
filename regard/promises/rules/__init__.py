"""Decisions about time: values in, decision out. Explained in docs/algorithms/promise-clock.md and promise-prediction.md."""
