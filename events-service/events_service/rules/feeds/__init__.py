"""Other people's calendars: what a file of theirs says, read without trusting it."""
