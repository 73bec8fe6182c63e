"""Pictures are made anew: what was hidden stays behind, and what is no picture is refused before it costs anything."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.kit import pictures
from services.kit.pictures import NoPicture, PictureTooLarge, sized
from tests.support.pictures import a_bomb, a_picture


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_three_of_webp(kind: str) -> None:
    made = sized(a_picture(kind=kind))
    assert [(each.size, each.width, each.height) for each in made] == [
        ("small", 400, 200),
        ("medium", 800, 400),
        ("large", 1600, 800),
    ]
    assert {opened(each.body).format for each in made} == {"WEBP"}


def test_a_small_picture_is_not_blown_up() -> None:
    assert {(each.width, each.height) for each in sized(a_picture(60, 40))} == {(60, 40)}


def test_nothing_that_was_hidden_in_the_file_stays() -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home"
    exif.get_ifd(0x8825)[1] = "N"
    body = a_picture(exif=exif, comment=b"secret words")
    assert b"at home" in body
    for each in sized(body):
        picture = opened(each.body)
        assert not picture.getexif()
        assert b"at home" not in each.body
        assert b"secret words" not in each.body
        assert {"exif", "xmp", "icc_profile", "comment"}.isdisjoint(picture.info)


def test_a_picture_that_was_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert {(each.width, each.height) for each in sized(a_picture(200, 100, exif=exif))} == {(100, 200)}


def test_what_can_be_seen_through_stays_so() -> None:
    clear = sized(a_picture(10, 10, "PNG", "RGBA"))[0].body
    assert opened(clear).mode in {"RGBA", "RGB"}
    written = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(written, "PNG")
    assert opened(sized(written.getvalue())[0].body).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("edge", [8_000, 20_000, 2**31 - 1])
def test_a_bomb_is_refused_before_it_goes_off(edge: int) -> None:
    with pytest.raises(PictureTooLarge):
        sized(a_bomb(edge, edge))


def test_what_would_stand_in_memory_whole_may_have_fewer_pixels_than_a_photo() -> None:
    for body in (a_picture(4_100, 3_200, "PNG"), a_picture(4_100, 3_200, "JPEG", progressive=True)):
        with pytest.raises(PictureTooLarge, match="or else 13 million"):
            sized(body)

    assert sized(a_picture(4_100, 3_200))[-1].width == 1600


def test_no_two_pictures_are_decoded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    decode, alone = pictures._decoded, []

    def decoded(body: bytes) -> Image.Image:
        alone.append(pictures._ONE_AT_A_TIME.locked())
        return decode(body)

    monkeypatch.setattr(pictures, "_decoded", decoded)
    sized(a_picture(20, 20))

    assert alone == [True]


def test_a_file_that_is_too_large_is_not_even_opened() -> None:
    with pytest.raises(PictureTooLarge):
        sized(b"\xff" * (10 * 2**20 + 1))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        a_bomb(1000, 1000),
        a_picture()[:500],
    ],
)
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    with pytest.raises(NoPicture):
        sized(body)


@given(st.binary(max_size=300), st.integers(0, 300))
def test_a_broken_picture_is_refused_and_never_our_mistake(noise: bytes, at: int) -> None:
    whole = a_picture(20, 20)
    with suppress(NoPicture, PictureTooLarge):
        sized(whole[:at] + noise + whole[at + len(noise) :])
