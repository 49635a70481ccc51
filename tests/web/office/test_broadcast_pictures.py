"""Putting a picture into the words of a draft."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from muster.broadcasts.models import Broadcast
from muster.delivery import documents
from muster.delivery.models import Picture
from tests.domains.broadcasts.stages import Stages
from tests.web.office.broadcast_pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages(cast, make, settings, tmp_path):
    settings.MUSTER_HOME = tmp_path
    return Stages(cast, make)


def at(name, broadcast):
    return reverse(f"office:{name}", args=[broadcast.pk])


def file(content=None, name="gulls.jpg"):
    out = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue() if content is None else content)


def test_a_picture_is_added_shown_and_sealed_by_its_hash(stages, cast, client_for):
    ana, made = client_for(cast.ana), stages.written()
    response = ana.post(at("broadcast-picture", made), {"file": file(), "said": "Gulls on a pier"})
    assert response["Location"] == at("broadcast", made)
    kept = Picture.objects.get()
    made.refresh_from_db()
    assert made.body.endswith(f"![Gulls on a pier](picture:{kept.name})\n")
    page = ana.get(at("broadcast", made))
    assert f'<img src="/pictures/{kept.name}" alt="Gulls on a pier"' in page.content.decode()
    assert documents.read(stages.submit(made).document).attachments == (kept.digest,)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"file": file(b"no picture"), "said": "Gulls"}, "no picture we can read"),
        ({"file": file(b""), "said": "Gulls"}, "This file is empty"),
        ({"said": "Gulls"}, "Choose a file"),
        ({"file": file(), "said": ""}, "Write what it shows"),
        ({"file": file(), "said": "a](https://evil.example"}, "Use plain words"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(stages, cast, client_for, given, said):
    ana, made = client_for(cast.ana), stages.written()
    response = ana.post(at("broadcast-picture", made), given)
    assert response.status_code == 422
    assert said in words(response)
    assert Broadcast.objects.get(pk=made.pk).body == made.body
    assert not Picture.objects.exists()


def test_a_text_message_takes_no_picture(stages, cast, client_for):
    made = stages.written()
    Broadcast.objects.filter(pk=made.pk).update(channel="sms")
    response = client_for(cast.ana).post(
        at("broadcast-picture", made), {"file": file(), "said": "Gulls"}
    )
    assert response.status_code == 302
    assert not Picture.objects.exists()
