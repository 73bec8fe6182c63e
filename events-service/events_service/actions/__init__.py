"""What may be done with the calendar."""
