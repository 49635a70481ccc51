"""The gallery shows every part, and light or dark is remembered without a script."""


def test_gallery_opens_for_every_signed_in_member(cast, client_for):
    for staff in cast:
        answer = client_for(staff).get("/office/parts/")
        assert answer.status_code == 200


def test_keys_are_listed(cast, client_for):
    answer = client_for(cast.vera).get("/office/keys/")
    assert "g t" in answer.content.decode()


def test_dark_is_remembered_and_auto_forgets_it(cast, client_for):
    client = client_for(cast.ana)
    answer = client.post("/office/theme/", {"theme": "dark", "next": "/office/keys/"})
    assert answer["Location"] == "/office/keys/"
    assert 'data-theme="dark"' in client.get("/office/keys/").content.decode()
    client.post("/office/theme/", {"theme": "auto", "next": "/office/keys/"})
    assert "data-theme" not in client.get("/office/keys/").content.decode()


def test_theme_never_leads_elsewhere(cast, client_for):
    answer = client_for(cast.ana).post("/office/theme/", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
