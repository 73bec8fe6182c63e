"""The calendar in lists: what somebody wants to see, how much there is of it, a page of it, a month of it."""
