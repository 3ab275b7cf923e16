"""Forms of uploaded files: what Wagtail checks, and what the file really is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from home.validators import validate_document_file, validate_image_file
from search.attachments.telling import what_search_finds


class HubImageField(WagtailImageField):  # type: ignore[misc]
    """Wagtail's field, which takes a file that was cut off for an error of its own."""

    def to_python(self, f: Any) -> Any:
        """Return the file; raises ``ValidationError`` when it cannot be read to its end."""
        try:
            return super().to_python(f)
        except OSError as error:
            raise ValidationError(_("This image is not complete. Upload it again."), code="truncated") from error


class HubImageForm(BaseImageForm):  # type: ignore[misc]
    """An image whose bytes are what its name says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.fields.get("file")
        if given is not None:
            self.fields["file"] = HubImageField(required=given.required, label=given.label, widget=given.widget)

    def clean_file(self) -> Any:
        """Check a newly uploaded file."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            validate_image_file(file)
        return file


class HubDocumentForm(BaseDocumentForm):  # type: ignore[misc]
    """A document whose bytes are what its name says, and that is not too large; with what search makes of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].help_text = what_search_finds(self.instance)

    def clean_file(self) -> Any:
        """Check a newly uploaded file."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            validate_document_file(file)
        return file
