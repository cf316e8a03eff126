from __future__ import annotations

from tests.models.feed.contract_new_items import NewItemsContract


class TestContent(NewItemsContract):
    name = "content"
    quality_bound = 0.4
