"""What is drawn: maps, tile patterns, pictures for link previews, the programme on paper."""
