"""From ranked tracks to a playlist that is worth publishing."""
