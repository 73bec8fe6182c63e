"""What is kept of people, in words: of oneself to read and to take along, and of everybody as the law wants it."""
