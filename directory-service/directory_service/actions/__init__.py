"""What may be done in the directory: one function, one deed."""
