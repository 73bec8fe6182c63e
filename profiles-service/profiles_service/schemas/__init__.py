"""How people's things look from outside."""
