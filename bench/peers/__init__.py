"""Others who do the same work: each in a venv of its own."""
