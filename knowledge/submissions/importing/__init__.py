"""A first draft from a file: the templates to write in, reading what came back, and beginning the draft."""
