"""How the website asks the four services, one small class each."""
