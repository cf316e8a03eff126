"""Keys for programs."""

from __future__ import annotations

from django.db import models


class ApiKey(models.Model):
    """A bearer key; only its SHA-256 hash is kept."""

    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    user = models.ForeignKey("people.User", null=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
