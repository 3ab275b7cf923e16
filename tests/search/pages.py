"""Pages for tests of visibility and indexing: the simplest kind there is."""

from django.contrib.auth.models import Group
from wagtail.models import Locale, Page, PageViewRestriction

from home.models import HomePage, StandardPage
from members.models import User


def home(language="nl"):
    return HomePage.objects.get(locale__language_code=language)


def publish(title, parent=None, **values):
    """Publish a standard page below a parent (default: the home page in Dutch)."""
    parent = Page.objects.get(pk=(parent or home()).pk)
    page = StandardPage(title=title, locale=parent.locale, **values)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def publish_translation(page, title):
    translated = page.copy_for_translation(Locale.objects.get(language_code="en"))
    translated.title = title
    translated.save_revision().publish()
    return StandardPage.objects.get(pk=translated.pk)


def restrict(page, kind=PageViewRestriction.LOGIN, groups=()):
    restriction = PageViewRestriction.objects.create(page=page.page_ptr, restriction_type=kind)
    restriction.groups.set(groups)
    return restriction


def make_user(email="iemand@hub.example", groups=(), **values):
    user = User.objects.create_user(email=email, password="een lang wachtwoord", **values)
    user.groups.set(groups)
    return user


def make_group(name="Lezers"):
    return Group.objects.create(name=name)
