"""Model fields of this app."""

import re
from typing import Any, Final

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# DOI Handbook, 2.2: a prefix "10." with a registrant's number, a slash, and whatever the registrant chose.
validate_doi = RegexValidator(r"^10\.\d{4,9}/\S+$", _("Write the DOI as 10.1234/abc.5678."))
_BEFORE: Final = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)


class DoiField(models.CharField):
    """The digital object identifier of a publication, kept bare however it was pasted (ISO 26324)."""

    default_validators = [validate_doi]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the bare identifier: 10.1234/abc for https://doi.org/10.1234/abc and doi:10.1234/abc."""
        text = super().to_python(value)
        return _BEFORE.sub("", text.strip()) if isinstance(text, str) else text
