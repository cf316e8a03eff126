"""What a body's landmarks say: angles, lengths, directions, and what is missing."""
