"""Running the notebooks: parameters checked before the first analysis, several notebooks in one batch."""
