"""Wagtail's editor, set up for the work on this hub. What is listed here is derived from the page registry."""
