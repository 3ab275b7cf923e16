"""Whether search puts first what people came for, measured with judged searches (docs/relevance.md)."""
