"""What can go wrong with a search."""


class SearchUnavailable(Exception):
    """The engine cannot answer now; the caller shows a page that says so, with status 503."""
