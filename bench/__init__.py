"""What is measured: both sides in alternation in one run, as ratios. `make bench` runs all of it."""
