import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from home.models import StandardPage
from search.engines import get_engine
from search.models import IndexEntry, IndexTerm
from search.normalise import normalise
from search.query import SearchQuery
from tests.search.builders import make_document, store
from tests.search.pages import publish

pytestmark = pytest.mark.django_db


def found(text):
    return get_engine().search(SearchQuery(text=normalise(text))).total


def test_a_rebuild_finds_what_was_changed_past_the_services_and_sweeps_the_rest(site, capsys):
    publish("Kanarie")
    StandardPage.objects.update(title="Merel")
    store(make_document("Zonder pagina"))
    assert (found("merel"), found("zonder")) == (0, 1)

    call_command("rebuild_search_index")

    assert (found("merel"), found("kanarie"), found("zonder")) == (1, 0, 0)
    assert "1 works indexed" in capsys.readouterr().out


def test_the_audit_passes_on_a_sound_index(site, capsys):
    publish("Kanarie")

    call_command("audit_search_index")

    assert capsys.readouterr().out.startswith("1 works live, 0 missing, 0 left behind, 0 with another audience")


def test_the_audit_names_what_is_missing_left_behind_or_for_others_and_repairs_it(site):
    missing, stale = publish("Weg"), publish("Scheef")
    IndexEntry.objects.filter(work=missing.translation_key).delete()
    IndexTerm.objects.filter(entry__work=stale.translation_key, facet="clause").update(value="login")
    store(make_document("Zonder pagina"))

    with pytest.raises(CommandError, match="1 missing, 1 left behind, 1 with another audience"):
        call_command("audit_search_index")
    call_command("audit_search_index", repair=True)

    call_command("audit_search_index")
    assert (found("weg"), found("scheef"), found("zonder")) == (1, 1, 0)


def test_a_process_that_is_far_behind_loads_everything(site, monkeypatch):
    from search.engines.embedded import facets

    monkeypatch.setattr(facets, "MAX_CHANGES", 0)
    publish("Eerst")
    assert found("eerst") == 1
    publish("Daarna")

    assert (found("eerst"), found("daarna")) == (1, 1)
