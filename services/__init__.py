"""Not the services: what they stand on, and the door in front of them."""
