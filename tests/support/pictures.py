"""Pictures as people send them, and one that nobody should open."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def a_picture(width: int = 2000, height: int = 1000, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    """Return a picture, green all over."""
    written = BytesIO()
    Image.new(mode, (width, height), "green").save(written, kind, **options)
    return written.getvalue()


def a_bomb(width: int, height: int) -> bytes:
    """Return a PNG that says it is huge and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
