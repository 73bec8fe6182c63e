"""What people are told, once."""
