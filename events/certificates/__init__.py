"""Certificates of taking part: a sheet for who was there, and an address at which anybody checks it."""
