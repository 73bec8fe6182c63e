"""How the directory's things look from outside."""
