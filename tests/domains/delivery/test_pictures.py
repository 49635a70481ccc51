"""Pictures in mail: made anew, named by what they hold, the same for everybody."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from muster.delivery import actions, markup, pictures, preflight, preview
from muster.delivery.documents import Wording
from muster.delivery.models import Picture
from muster.delivery.pictures import NotAPicture
from muster.kit.actors import system

BY = system("test")


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.MUSTER_HOME = tmp_path


def drawn(kind="JPEG", size=(40, 20), mode="RGB", colour="teal", **saved):
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **saved)
    return out.getvalue()


def shown(content=None, said="Gulls"):
    kept = actions.add_picture(content=content or drawn(), by=BY)
    return f"![{said}](picture:{kept.name})"


def body(world, text):
    snapshot = world.snapshot()
    return world.body(snapshot, texts=(Wording(language="en", subject="Havsvakt", text=text),))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_picture_is_made_anew_and_its_metadata_is_gone(db, kind):
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = "taken at home", {1: "N", 2: (51.0, 30.0, 0.0)}
    content = drawn(kind, **({"exif": exif} if kind != "GIF" else {"comment": b"taken at home"}))
    kept = actions.add_picture(content=content, by=BY)
    file = pictures.path_of(kept.digest, kept.extension).read_bytes()
    assert file != content
    with Image.open(BytesIO(file)) as again:
        assert again.size == (40, 20)
        assert not again.getexif()
        assert "comment" not in again.info
    assert b"taken at home" not in file


def test_a_large_picture_fits_the_sheet_and_a_lying_one_stands_upright(db):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held sideways
    kept = actions.add_picture(content=drawn(size=(3000, 1500), exif=exif), by=BY)
    assert (kept.width, kept.height) == (1136, 2272)
    assert kept.name.endswith("-568.jpg")


def test_clear_parts_stay_clear(db):
    kept = actions.add_picture(content=drawn("PNG", mode="RGBA", colour=(0, 0, 0, 0)), by=BY)
    with Image.open(pictures.path_of(kept.digest, kept.extension)) as again:
        assert again.getpixel((1, 1))[3] == 0


def test_the_same_picture_again_is_the_first_one(db):
    assert actions.add_picture(content=drawn(), by=BY) == actions.add_picture(
        content=drawn(), by=BY
    )
    assert Picture.objects.count() == 1


def _bomb(width, height):
    """A PNG of a few bytes whose head promises a picture of gigabytes."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7",
        b"GIF89a<script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n",
        drawn()[:200],
        _bomb(9_000, 9_000),
        _bomb(50_000, 50_000),
        b"\xff" * (pictures.MOST_BYTES + 1),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(db, content):
    with pytest.raises(NotAPicture):
        actions.add_picture(content=content, by=BY)
    assert not Picture.objects.exists()
    assert not pictures.folder().exists()


def test_a_mail_shows_it_from_one_address_with_words_in_its_twin(world):
    world.people(2)
    line = shown(said='Gulls & "terns"')
    made = preview.render(body(world, f"Come.\n\n{line}"), {})
    name = Picture.objects.get().name
    assert f'src="https://havsvakt.example/pictures/{name}"' in made.html
    assert 'alt="Gulls &amp; &quot;terns&quot;"' in made.html
    assert 'width="40"' in made.html
    assert '[Gulls & "terns"]' in made.text
    assert name not in made.text
    first, second = (preview.render(body(world, line), {"first_name": who}) for who in ("A", "B"))
    assert first.html == second.html


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://evil.example/p.png)",
        "![x](picture:../../etc/passwd)",
        "![x](picture:0123.svg)",
        '<img src="https://evil.example/p.png">',
    ],
)
def test_no_picture_from_elsewhere_gets_into_a_mail(text):
    assert "<img" not in markup.to_html(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("![]({})", "alt"),
        ("![Hi {{{{ first_name }}}}]({})", "alt"),
        ("![Gulls](picture:0123456789abcdef0123-40.jpg)", "picture"),
        ("![Gulls](https://elsewhere.example/gulls.jpg)", "picture"),
    ],
)
def test_pre_flight_wants_words_and_a_picture_of_ours(world, text, code):
    world.people(1)
    kept = actions.add_picture(content=drawn(), by=BY)
    found = preflight.check(body(world, f"Havsvakt. {text.format('picture:' + kept.name)}"))
    assert code in [one.code for one in found if one.level == "block"]


def test_a_good_picture_has_nothing_against_it(world):
    world.people(1)
    words = "Havsvakt calls you to the beach. " * 5
    found = preflight.check(body(world, f"{words}\n\n{shown()}"))
    assert [one.code for one in found if one.code in {"alt", "picture"}] == []


def test_it_is_served_to_everyone_alike_without_a_cookie(db, client):
    kept = actions.add_picture(content=drawn(), by=BY)
    response = client.get(reverse("site:picture", args=[kept.name]))
    assert response["Content-Type"] == "image/jpeg"
    assert response.content == pictures.path_of(kept.digest, kept.extension).read_bytes()
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    assert "ETag" not in response


@pytest.mark.parametrize("name", ["nothing", "0123456789abcdef0123-40.jpg", "..%2Fkey", "{}x"])
def test_what_is_not_there_is_not_found(db, client, name):
    kept = actions.add_picture(content=drawn(), by=BY)
    assert client.get(f"/pictures/{name.format(kept.name)}").status_code == 404
    other = kept.name.replace("-40.", "-41.")
    assert client.get(f"/pictures/{other}").status_code == 404
