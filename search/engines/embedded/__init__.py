"""The embedded engine: bitmaps decide who sees what and count, tantivy finds and ranks words."""
