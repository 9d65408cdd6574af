"""Who is asked to answer: values in, decision out. Explained in docs/algorithms/routing.md."""
