"""Who people are, and what they want to hear about."""
