"""Which factory makes a page of which type, so that a test over all types leaves none out."""

import importlib
import pkgutil

import tests.factories
from events.models import EventPage
from tests.factories.events import make_event
from tests.factories.home import HubPageFactory

# Types whose plain factory leaves out what makes them what they are.
MAKERS = {EventPage: lambda parent: make_event(parent=parent)}


def page_factories():
    """Return the factory of each page model."""
    for module in pkgutil.iter_modules(tests.factories.__path__):
        importlib.import_module(f"tests.factories.{module.name}")
    found, waiting = {}, [HubPageFactory]
    while waiting:
        factory = waiting.pop()
        waiting += factory.__subclasses__()
        if not factory._meta.abstract:
            found[factory._meta.model] = factory
    return found


def make_page(model, language="nl"):
    """Return a live, indexed page of a type below its section; raises ``KeyError`` for a type without factory."""
    from search.indexing import index_page

    parent = parent_of(model, language)
    page = MAKERS[model](parent) if model in MAKERS else page_factories()[model](parent=parent, locale=parent.locale)
    index_page(page)
    return model.objects.get(pk=page.pk)


def parent_of(model, language="nl"):
    """Return the first existing page of a language that a page of this type may be placed below."""
    for parent_model in model.clean_parent_page_models():
        parent = parent_model.objects.filter(locale__language_code=language).first()
        if parent is not None:
            return parent
    raise LookupError(model)
