"""What is heard in a file: decoding, spectra, timbre, harmony, rhythm, loudness."""
