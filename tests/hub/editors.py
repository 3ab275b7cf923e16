"""People who work in the editor, for the tests of its screens."""

import itertools

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from hub.site_setup import EDITORS, MODERATORS
from tests.factories.members import UserFactory

_numbers = itertools.count(1)
WRITER = ("add_page", "change_page", "publish_page")


def make_user(*groups, language="en", **values):
    """Return an account that uses the editor in a language."""
    user = UserFactory(groups=list(groups), **values)
    UserProfile.objects.create(user=user, preferred_language=language)
    return user


def make_editor(**values):
    return make_user(Group.objects.get(name=EDITORS), **values)


def make_moderator(**values):
    return make_user(Group.objects.get(name=MODERATORS), **values)


def make_writer_below(*pages, rights=WRITER, **values):
    """Return somebody with rights on some parts of the tree, and nowhere else."""
    group = Group.objects.create(name=f"Writers {next(_numbers)}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for page in pages:
        for codename in rights:
            GroupPagePermission.objects.create(
                group=group, page_id=page.pk, permission=Permission.objects.get(codename=codename)
            )
    return make_user(group, **values)


def section(model, language="nl"):
    return model.objects.get(locale__language_code=language)
