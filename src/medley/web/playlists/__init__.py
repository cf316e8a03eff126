"""Playlists of the site: tables, imports, and what models are fitted on."""
