"""Events, exposures, and the personal feed."""
