"""Pictures as people send them: how large a form with one may be, and what is said of one that is not taken."""

from services.website.language import said

LARGEST_FORM = 11 * 2**20
NO_PICTURE = said("We cannot show this. Please send a JPEG, PNG or WebP picture of at most 10 MB.")
TOO_LARGE = said(
    "This picture is too large. It may have 10 MB and 13 million pixels, a photo as JPEG 50 million. "
    "Please send it smaller."
)
