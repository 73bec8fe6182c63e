"""The front door: pages for citizens and stewards, made from what the four services answer."""
