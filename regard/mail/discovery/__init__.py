"""Finding the servers of a mail address: what its domain publishes, then what is usual.

`rules` read what was published, `world` asks the network, `queries` go through the ways in their order, `words` say it.
"""
