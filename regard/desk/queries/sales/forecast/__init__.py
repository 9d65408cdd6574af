"""The forecast page: what months will bring, and how far that was right before."""
