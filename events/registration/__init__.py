"""Registering for what takes place: places, the waiting list, and who comes."""
