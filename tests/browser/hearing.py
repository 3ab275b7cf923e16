"""What Chromium tells assistive technology about a page: its accessibility tree, not the voice of a screen reader."""

from dataclasses import dataclass

# States that screen readers speak; the rest of the properties is for their own use.
SPOKEN = ("checked", "expanded", "pressed", "selected", "disabled", "required", "invalid")
# What is true of nearly every node and said of none.
UNSAID = {"false", "no", ""}


@dataclass(frozen=True)
class Heard:
    """One node: role and name, what describes it, its states, the text in it when it is a field."""

    role: str
    name: str
    description: str = ""
    states: tuple[str, ...] = ()
    value: str = ""

    def __str__(self):
        parts = [f"{self.role}: {self.name}", *self.states]
        if self.value:
            parts.append(f"= {self.value!r}")
        if self.description:
            parts.append(f"({self.description})")
        return ", ".join(parts)


class Ear:
    """Listens to one page.

    `focus()` is what is said of the element that has the focus; `outline()` the headings, `landmarks()` the named
    regions and `links()` the links that one can browse by, in the order of the page.
    """

    def __init__(self, page):
        self.page = page
        self.client = page.context.new_cdp_session(page)
        self.client.send("Accessibility.enable")

    def focus(self):
        """Return the Heard of the focused element."""
        found = self.client.send("Runtime.evaluate", {"expression": "document.activeElement"})
        of = {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        return heard(self.client.send("Accessibility.getPartialAXTree", of)["nodes"][0])

    def nodes(self, *roles):
        """Return the nodes of some roles that are not hidden, in the order in which they are read."""
        tree = self.client.send("Accessibility.getFullAXTree")["nodes"]
        by_id, waiting, found = {node["nodeId"]: node for node in tree}, [tree[0]["nodeId"]], []
        while waiting:
            node = by_id.get(waiting.pop())
            if node is None:
                continue
            waiting.extend(reversed(node.get("childIds", [])))
            if not node["ignored"] and node["role"]["value"] in roles:
                found.append(node)
        return found

    def outline(self):
        """Return (level, name) of each heading."""
        return [(prop(node, "level"), heard(node).name) for node in self.nodes("heading")]

    def landmarks(self):
        """Return (role, name) of each landmark. A form without a name is none."""
        roles = ("banner", "navigation", "main", "contentinfo", "complementary", "search", "form", "region")
        found = [(node["role"]["value"], heard(node).name) for node in self.nodes(*roles)]
        return [(role, name) for role, name in found if name or role != "form"]

    def links(self):
        """Return (name, description, address) of each link."""
        return [(heard(node).name, heard(node).description, prop(node, "url")) for node in self.nodes("link")]


def heard(node):
    states = tuple(
        name if value == "true" else f"{name} {value}"
        for name in SPOKEN
        if (value := str(prop(node, name) or "").lower()) not in UNSAID
    )
    return Heard(text(node, "role"), text(node, "name"), text(node, "description"), states, text(node, "value"))


def prop(node, name):
    return next((p["value"].get("value") for p in node.get("properties", ()) if p["name"] == name), None)


def text(node, key):
    # Soft hyphens are for the eye; no screen reader speaks them.
    return " ".join(str(node.get(key, {}).get("value", "")).replace("\u00ad", "").split())
