"""Daily figures: what each service counts at the end of each day, with its meaning in words, for reports.

A service lists its figures beside its queries, counts them once a day (`counting`), and opens a door to them (`doors`).
What counts people is shown only as far as nobody can be picked out (`protecting`).
"""
