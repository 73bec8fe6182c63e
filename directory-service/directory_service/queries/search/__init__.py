"""Questions about words: what a question means, what fits it best, and what it could have meant."""
