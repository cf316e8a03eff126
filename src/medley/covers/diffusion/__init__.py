"""Covers by a Stable-Diffusion-family pipeline that lies on this machine (extra `deep`)."""
