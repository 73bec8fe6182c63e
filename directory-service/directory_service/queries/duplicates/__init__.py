"""Which records may be one, and how they are found among thousands without comparing each with each."""
