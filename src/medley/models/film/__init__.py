"""Models of the task `film-genre`: several genres from a poster, a title and an overview."""
