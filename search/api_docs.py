"""The documentation of the API for people: a page of ours, so that it needs no script and asks no other host."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from search.api import api
from search.api_schema import OPERATIONS


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show the OpenAPI description in words: operations, their keys and answers, and the shapes of these."""
    schema = api.get_openapi_schema()
    context = {
        "info": schema["info"],
        "openapi_url": reverse("api-1:openapi-json"),
        "operations": [_operation(path, methods["get"]) for path, methods in schema["paths"].items()],
        "shapes": [(name, _fields(shape)) for name, shape in sorted(schema["components"]["schemas"].items())],
    }
    return render(request, "search/api_docs.html", context)


def _operation(path: str, described: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": described["operationId"],
        "summary": described["summary"],
        "description": described["description"],
        "path": path,
        "example": OPERATIONS[described["operationId"]].example,
        "keys": [
            {
                "name": parameter["name"],
                "shape": _shape(parameter["schema"]),
                "description": parameter["description"],
            }
            for parameter in described["parameters"]
        ],
        "answers": [
            {
                "status": status,
                "description": answer["description"],
                "shape": _shape(answer["content"]["application/json"]["schema"]),
            }
            for status, answer in described["responses"].items()
        ],
    }


def _fields(shape: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the names and shapes of what an answer has."""
    return [(name, _shape(field)) for name, field in shape["properties"].items()]


def _shape(schema: dict[str, Any]) -> str:
    """Return a JSON Schema in the way that people write it, such as ``[string]`` or ``integer, 1 … 500``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_shape(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    kind = str(schema.get("type", "any"))
    return _compound(kind, schema) or _bounded(kind, schema)


def _compound(kind: str, schema: dict[str, Any]) -> str:
    """Return how a list or a mapping is written; nothing for what is neither."""
    if kind == "array":
        return f"[{_shape(schema['items'])}]"
    values = schema.get("additionalProperties")
    return f"{{string: {_shape(values)}}}" if isinstance(values, dict) else ""


def _bounded(kind: str, schema: dict[str, Any]) -> str:
    if "maximum" in schema:
        return f"{kind}, {schema['minimum']} … {schema['maximum']}"
    return str(schema.get("format", kind))
