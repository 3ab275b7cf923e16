"""Factories of the home app, and the smallest tree a page can live in."""

import io
import itertools

import factory
import wagtail_factories
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Locale, Page, Site

from home.models import (
    ApplicationArea,
    ApplicationAreaIndexPage,
    ApplicationAreaText,
    BuildingBlock,
    BuildingBlockIndexPage,
    BuildingBlockText,
    HomePage,
    HubDocument,
    HubImage,
    MatrixPage,
    Region,
    StandardPage,
    Tag,
    TagText,
)

_numbers = itertools.count(1)


class LocaleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Locale
        django_get_or_create = ("language_code",)

    language_code = "nl"


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "UT"
    name_nl = factory.LazyAttribute(lambda o: f"Regio {o.code}")
    name_en = factory.LazyAttribute(lambda o: f"Region {o.code}")
    column = 1
    row = 1


class TermFactory(factory.django.DjangoModelFactory):
    """A term with a text in each language; ``nl=`` and ``en=`` give its names (None: no text)."""

    class Meta:
        abstract = True

    order = factory.Sequence(lambda n: n)

    @factory.post_generation
    def nl(self, create, extracted, **kwargs):
        self.texts.create(language="nl", name=extracted or f"{self.slug} nl", description=f"Over {self.slug}")

    @factory.post_generation
    def en(self, create, extracted, **kwargs):
        if extracted is not False:
            self.texts.create(language="en", name=extracted or f"{self.slug} en", description=f"About {self.slug}")

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        if create:
            instance.save()


class BuildingBlockFactory(TermFactory):
    class Meta:
        model = BuildingBlock

    slug = factory.Sequence(lambda n: f"block-{n}")
    icon = "triangle"
    dye = "madder"
    weave = "twill"


class ApplicationAreaFactory(TermFactory):
    class Meta:
        model = ApplicationArea

    slug = factory.Sequence(lambda n: f"area-{n}")


class BuildingBlockTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BuildingBlockText


class ApplicationAreaTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationAreaText


class TagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"tag {n}")


class TagTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TagText

    tag = factory.SubFactory(TagFactory)


class HubPageFactory(wagtail_factories.PageFactory):
    """Base of the page factories: live, with a slug of its own; ``parent`` is required."""

    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.Sequence(lambda n: f"page-{n}")
    summary = "Summary"


class HomePageFactory(HubPageFactory):
    class Meta:
        model = HomePage


class StandardPageFactory(HubPageFactory):
    class Meta:
        model = StandardPage


class MatrixPageFactory(HubPageFactory):
    class Meta:
        model = MatrixPage

    slug = "matrix"


class BuildingBlockIndexPageFactory(HubPageFactory):
    class Meta:
        model = BuildingBlockIndexPage

    slug = "building-blocks"


class ApplicationAreaIndexPageFactory(HubPageFactory):
    class Meta:
        model = ApplicationAreaIndexPage

    slug = "application-areas"


def image_file(name="cloth.png", size=(64, 48), kind="PNG"):
    """Return an uploaded image."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (next(_numbers) % 255, 30, 60)).save(buffer, kind)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type=f"image/{kind.lower()}")


class HubImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HubImage

    title = factory.Sequence(lambda n: f"Image {n}")
    file = factory.LazyFunction(image_file)


class HubDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HubDocument

    title = factory.Sequence(lambda n: f"Document {n}")
    file = factory.LazyFunction(lambda: SimpleUploadedFile(f"rules-{next(_numbers)}.pdf", b"%PDF-1.4\n%...\n"))


def make_homes() -> tuple[HomePage, HomePage]:
    """Return the front pages in Dutch and in English, translations of each other, below the default site."""
    nl, en = LocaleFactory(language_code="nl"), LocaleFactory(language_code="en")
    root = Page.objects.get(depth=1)
    dutch = HomePageFactory(parent=root, title="Kennishub", slug="home-nl", locale=nl)
    english = HomePageFactory(
        parent=root, title="Knowledge hub", slug="home-en", locale=en, translation_key=dutch.translation_key
    )
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", port=80, root_page=dutch, is_default_site=True)
    return dutch, english


def make_pair(factory_class, homes, **values):
    """Return a section in both languages below the front pages, translations of each other."""
    dutch, english = homes
    first = factory_class(parent=dutch, locale=dutch.locale, **values)
    second = factory_class(parent=english, locale=english.locale, translation_key=first.translation_key, **values)
    return first, second


def publish(page, **values):
    """Set values on a page and publish them the way an editor does; return the fresh page."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)
