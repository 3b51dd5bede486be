"""The pairings of the whole city: districts, the counties that they support, and how far."""
