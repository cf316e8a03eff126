from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from medley.web.people.sessions import SessionStore


def test_a_session_is_read_as_it_was_written(db):
    made = SessionStore()
    made["greeting"] = "안녕"
    made.save()
    assert SessionStore(made.session_key)["greeting"] == "안녕"


def test_an_expired_or_unknown_session_is_empty(db):
    made = SessionStore()
    made["a"] = 1
    made.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    late = SessionStore(made.session_key)
    assert late.get("a") is None
    assert late.session_key is None
    assert SessionStore("unknown").get("a") is None


def test_an_altered_session_is_empty(db):
    made = SessionStore()
    made["a"] = 1
    made.save()
    Session.objects.update(session_data="eyJhIjoyfQ:forged")
    assert SessionStore(made.session_key).get("a") is None
