"""Pictures from outside, made anew: whatever was hidden in the file stays behind.

Only what is decoded and encoded again is kept, so that no place where a photo was taken, and nothing that only looks
like a picture, ever reaches a citizen.
"""

import threading
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from services.kit.errors import Malformed

LARGEST_FILE = 10 * 2**20
# Of a photo only as much is decoded as we need; any other picture stands in memory whole, with four bytes a pixel, and
# a progressive JPEG with six.
_MOST_PIXELS_OF_A_PHOTO = 50_000_000
_MOST_PIXELS = 13_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
SIZES = {"small": 400, "medium": 800, "large": 1600}
_QUALITY = 80
# Several at once would not fit into the memory that a process has.
_ONE_AT_A_TIME = threading.Lock()


class NoPicture(Malformed):
    """This is not a picture that we can read. Please send a JPEG, PNG, WebP or GIF file."""


class PictureTooLarge(Malformed):
    """This picture is too large. It may have 10 MB, and 50 million pixels if it is a plain JPEG, or else 13 million."""


@dataclass(frozen=True)
class Sized:
    """One size of a picture, as WebP."""

    size: str
    width: int
    height: int
    body: bytes


def sized(body: bytes) -> list[Sized]:
    """Return a picture in all our sizes; refused with `NoPicture` or `PictureTooLarge`."""
    if len(body) > LARGEST_FILE:
        raise PictureTooLarge
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # We count the pixels ourselves, before any is decoded.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = _decoded(body)
        return [_shrunk(picture, size, edge) for size, edge in SIZES.items()]


def _decoded(body: bytes) -> Image.Image:
    """Return a picture upright, and no larger than we need it."""
    try:
        with Image.open(BytesIO(body), formats=_FORMATS) as found:
            is_photo = found.format == "JPEG" and not found.info.get("progressive")
            if found.width * found.height > (_MOST_PIXELS_OF_A_PHOTO if is_photo else _MOST_PIXELS):
                raise PictureTooLarge
            # A large JPEG is decoded at the scale we need.
            scale = SIZES["large"] * 2 / max(found.size)
            found.draft("RGB", (int(found.width * scale), int(found.height * scale)))
            mode = "RGBA" if found.has_transparency_data else "RGB"
            smaller = found if found.mode == mode else found.convert(mode)
            smaller.thumbnail((SIZES["large"], SIZES["large"]), Image.Resampling.LANCZOS)
            return ImageOps.exif_transpose(smaller)
    except Image.DecompressionBombError:
        raise PictureTooLarge from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError):
        # Pillow's decoders say in many ways that a file is broken.
        raise NoPicture from None


def _shrunk(picture: Image.Image, size: str, edge: int) -> Sized:
    smaller = picture.copy()
    smaller.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    written = BytesIO()
    smaller.save(written, "WEBP", quality=_QUALITY)
    return Sized(size, smaller.width, smaller.height, written.getvalue())
