"""The living style guide: it shows every partial, says what each takes, and only to those who work on the site."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.template.base import FilterExpression, Node, Variable
from django.template.loader import get_template
from django.template.smartif import TokenBase
from django.templatetags.i18n import GetLanguageInfoNode

from hub.styleguide import tokens
from hub.styleguide.catalogue import CATALOGUE
from hub.styleguide.documentation import documentation_of

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# What the frame of a page gives to every partial: context processors, base.html, and what Django itself adds.
GIVEN = {"LANGUAGE_CODE", "forloop", "messages", "nav", "perms", "request", "site_languages", "user"}
COMPONENTS = [component for group in CATALOGUE for component in group.components]
PARTIALS = [component.template for component in COMPONENTS]


@pytest.fixture
def people(django_user_model):
    """An editor, a member without the admin, and nobody."""
    editor = django_user_model.objects.create_user(email="editor@hub.example", password="x")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    member = django_user_model.objects.create_user(email="member@hub.example", password="x")
    return {"editor": editor, "member": member, "stranger": None}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("who", "status"), [("editor", 200), ("member", 404), ("stranger", 404)])
def test_only_who_may_use_the_admin_sees_the_guide(client, homes, people, who, status, language):
    if people[who]:
        client.force_login(people[who])

    assert client.get(f"/{language}/_styleguide/").status_code == status


@pytest.mark.django_db
def test_the_guide_is_drawn_by_the_partials_and_kept_from_search_engines(client, homes, people):
    client.force_login(people["editor"])

    response = client.get("/en/_styleguide/")

    used = {template.name for template in response.templates}
    shown = {component.template for component in COMPONENTS if component.examples}
    html = response.content.decode()
    assert shown - used == set()
    assert '<meta name="robots" content="noindex">' in html
    assert [name for name in PARTIALS if html.count(f"<code>{name}</code>") != 1] == []


def test_every_partial_is_in_the_catalogue_once():
    files = [*TEMPLATES.glob("components/*.html"), *TEMPLATES.glob("styleguide/patterns/*.html")]
    files += TEMPLATES.glob("search/includes/*.html")
    assert sorted(PARTIALS) == sorted(str(file.relative_to(TEMPLATES)) for file in files)


@pytest.mark.parametrize("name", PARTIALS)
def test_a_partial_names_every_parameter_that_it_reads_and_no_other(name):
    documented = {parameter.name for parameter in documentation_of(name).parameters}
    read = names_read(get_template(name).template)
    assert documented - passed_on(name) <= read
    assert read <= documented | GIVEN


@pytest.mark.parametrize("pair", tokens.measured(), ids=lambda found: f"{found.pair.name}-on-{found.pair.ground}")
def test_colours_can_be_read_in_both_themes(pair):
    assert pair.is_enough


def test_contrast_is_that_of_the_guideline():
    assert tokens.contrast("#000000", "#ffffff") == 21
    assert round(tokens.contrast("#777777", "#ffffff"), 2) == 4.48


def passed_on(name):
    """The parameters that a partial only hands to the partials it includes."""
    source = get_template(name).template.source
    return {parameter.name for parameter in documentation_of(name).parameters} if "{% include" in source else set()


# Where the tags of Django and of the hub keep the name that they set: "as name", "count name=…".
SET_BY_TAGS = ("target_var", "asvar", "variable_name", "countervar", "var_name")


def names_read(template):
    """The names that a template takes from its context: read, and bound nowhere in it."""
    read, bound = set(), {"True", "False", "None"}
    for part in parts_of(template.nodelist):
        if isinstance(part, Variable) and part.lookups:
            read.add(part.lookups[0])
        bound.update(getattr(part, "loopvars", ()))
        bound.update(getattr(part, "extra_context", None) or ())
        bound.update(name for key in SET_BY_TAGS if isinstance(name := getattr(part, key, None), str))
        if isinstance(part, GetLanguageInfoNode):
            bound.add(part.variable)
    return read - bound


def parts_of(part):
    """Yield everything that a compiled template consists of."""
    if isinstance(part, list | tuple):
        children = part
    elif isinstance(part, dict):
        children = part.values()
    elif isinstance(part, Node | FilterExpression | Variable | TokenBase):
        yield part
        slots = [name for kind in type(part).__mro__ for name in getattr(kind, "__slots__", ())]
        found = {**getattr(part, "__dict__", {}), **{name: getattr(part, name, None) for name in slots}}
        children = [value for name, value in found.items() if name not in ("origin", "token")]
    else:
        return
    for child in children:
        yield from parts_of(child)
