"""The Django site: pages, API, database."""
