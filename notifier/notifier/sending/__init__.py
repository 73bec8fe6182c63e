"""How mails leave the house: written once, spliced for each person, sent in waves, journalled reply by reply."""
