"""The words that titles are read by: data (``*.tsv``), and the rules of their inflection."""
