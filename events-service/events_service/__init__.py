"""What is on in the city."""
