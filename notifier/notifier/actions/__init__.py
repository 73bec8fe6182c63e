"""What may be done: one function, one deed."""
