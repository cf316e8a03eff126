"""Accounts, people (signed in or visiting), declared interests and wishes."""
