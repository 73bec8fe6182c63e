"""Lists: what may be asked of them, what was chosen, and how to hear of what is new in them."""
