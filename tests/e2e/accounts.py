"""Accounts made on the page, as people make them."""

from __future__ import annotations

import secrets
from typing import Any

PASSWORD = "grasshopper-42-tea"


def sign_up(page: Any) -> str:
    """Make an account, whatever the language of the page, and give its name."""
    name = f"u{secrets.token_hex(5)}"
    page.goto("/sign-up")
    page.locator("#id_username").fill(name)
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/interests")
    return name
