"""The engine of larger sites: Elasticsearch answers, fed from the database's own index (``IndexEntry``)."""
