"""What may be asked of the calendar."""
