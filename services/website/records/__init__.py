"""Records as people write them: their fields, from the form to the services and back, and what stands in the way."""
