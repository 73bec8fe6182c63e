"""How the calendar looks from outside."""
