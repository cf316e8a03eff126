"""Pure functions that turn raw input into arrays."""
