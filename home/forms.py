"""Forms of uploaded files: what Wagtail checks, and what the file really is."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from home.validators import validate_document_file, validate_image_file


class HubImageForm(BaseImageForm):  # type: ignore[misc]
    """An image whose bytes are what its name says."""

    def clean_file(self) -> Any:
        """Check a newly uploaded file."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            validate_image_file(file)
        return file


class HubDocumentForm(BaseDocumentForm):  # type: ignore[misc]
    """A document whose bytes are what its name says, and that is not too large."""

    def clean_file(self) -> Any:
        """Check a newly uploaded file."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            validate_document_file(file)
        return file
