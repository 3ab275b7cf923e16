"""What Wagtail's content checker asks of a page, in the editor's panel of checks and on the page itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

from home.blocks.problems import VAGUE

VAGUE_LINK = "hub-vague-link"


class HubContentChecker(ContentCheckerItem):  # type: ignore[misc]
    """Wagtail's checks of what an author wrote, a few more of axe's, and one of our own: links that say nothing.

    Header and footer are left out: no author can change them.
    """

    axe_include = ["main"]
    axe_run_only = [
        *ContentCheckerItem.axe_run_only,
        "duplicate-id-aria",
        "image-alt",
        "list",
        "listitem",
        "svg-img-alt",
        "table-duplicate-name",
        VAGUE_LINK,
    ]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        "image-alt": {
            "error_name": _("An image has no alternative text"),
            "help_text": _("Say what is to be seen, or tick that the image only decorates."),
        },
        VAGUE_LINK: {
            "error_name": _("A link does not say where it leads"),
            "help_text": _("Use the name of what is there. Some readers hear the links of a page without its text."),
        },
    }

    def get_axe_custom_rules(self, request: Any) -> list[dict[str, Any]]:
        """Add the rule that no link is called “click here”."""
        rule = {
            "id": VAGUE_LINK,
            "impact": "moderate",
            "selector": "a[href]",
            "tags": ["best-practice"],
            "none": [VAGUE_LINK],
            "enabled": True,
        }
        return [*super().get_axe_custom_rules(request), rule]

    def get_axe_custom_checks(self, request: Any) -> list[dict[str, Any]]:
        """Add the words of that rule; what is done with them is in the script."""
        return [*super().get_axe_custom_checks(request), {"id": VAGUE_LINK, "options": {"vague": sorted(VAGUE)}}]

    class Media:
        js = ("js/admin/checker.js",)


def use_hub_checker(items: list[Any]) -> None:
    """Put the hub's checker in the place of Wagtail's."""
    for place, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[place] = HubContentChecker(in_editor=item.in_editor)
