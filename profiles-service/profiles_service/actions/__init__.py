"""What may be done with people's things: one function, one deed."""
