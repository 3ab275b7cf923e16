import pytest

from tests.knowledge.writing import begin, client_of, drawn, fill, make_writer, url

pytestmark = pytest.mark.django_db


def test_smoke(site, terms):
    user = make_writer()
    client = client_of(user)
    r = client.get("/nl/account/submissions/start/")
    assert r.status_code == 200
    s = begin(client)
    print([a.contributor for a in s.draft.authors.all()], s.draft.organisations.all())
    r = fill(
        client,
        s,
        "what",
        summary="Twee zinnen",
        building_blocks=[terms and str(__import__("home.models").models.BuildingBlock.objects.first().pk)],
    )
    assert r.status_code == 302, r.content.decode()
    print(r["Location"])
    r = fill(client, s, "approach", problem="Een probleem", approach="Een aanpak\n\nmet twee")
    assert r.status_code == 302
    r = fill(
        client,
        s,
        "result",
        **{
            "evidence_level": "measured",
            "outcomes-0-indicator": "Heropnames",
            "outcomes-0-baseline": "12,5",
            "outcomes-0-outcome": "x",
        },
    )
    assert r.status_code == 200
    print([l for l in r.content.decode().splitlines() if "cannot" in l or "error" in l])
    r = client.get(url(s, "write", "result"))
    print(drawn(r))
    r = client.get(url(s, "check"))
    assert r.status_code == 200
    print(r.content.decode()[4000:9000])
    r = client.get(url(s, "preview"))
    assert r.status_code == 200
