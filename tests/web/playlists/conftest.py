"""Servers for the tests of the import."""

from tests.servers import mariadb_url, postgres_url

__all__ = ["mariadb_url", "postgres_url"]
