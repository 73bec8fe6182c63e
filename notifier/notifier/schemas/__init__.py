"""How our things look from outside."""
