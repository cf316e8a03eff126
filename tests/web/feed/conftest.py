"""Servers for the tests of the feed on other databases."""

from tests.servers import mariadb_url, postgres_url

__all__ = ["mariadb_url", "postgres_url"]
