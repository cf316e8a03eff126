"""What is seen on a poster, in numbers."""
