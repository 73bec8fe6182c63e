"""What citizens look for: organisations, projects and offers."""
