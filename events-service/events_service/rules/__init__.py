"""Decisions that need no database: when a series takes place, and how words are made from words."""
