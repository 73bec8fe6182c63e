"""The whole city on one machine, without Docker and without rights."""
