"""Items, their categories and creators."""
