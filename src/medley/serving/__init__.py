"""Answering from fitted models: loading, falling back, paging. No framework, no database."""
