"""What ``make bench`` measures search with: a corpus of any size, questions, floors to compare with, and gates.

Nothing here runs on a site; the commands ``bench_*`` are its only callers.
"""
