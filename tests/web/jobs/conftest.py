"""Servers for the tests that need one."""

from tests.servers import mariadb_url, postgres_url

__all__ = ["mariadb_url", "postgres_url"]
