"""How much of one file is read, and what reading it may cost. No Django here: the child process reads this too."""

from typing import Final

MEGABYTE: Final = 1024 * 1024

# Of a file as it is stored.
MOST_BYTES: Final = 25 * MEGABYTE
# Of its pages, slides or sections, and of the characters in all of them together: what follows is left out.
MOST_PARTS: Final = 500
MOST_CHARACTERS: Final = 1_000_000
# Of all documents of a work together, in characters, headings included: what does not fit is not found.
MOST_CHARACTERS_OF_WORK: Final = 2_000_000
# Of an office document, which is a zip file: entries, and bytes of all XML that is unpacked to read its words.
MOST_ENTRIES: Final = 5_000
MOST_UNPACKED: Final = 64 * MEGABYTE
# A child process: seconds of a processor, seconds on the clock (on a busy machine), bytes of memory and of its answer.
CPU_SECONDS: Final = 60
WALL_SECONDS: Final = 150
MEMORY_BYTES: Final = 768 * MEGABYTE
ANSWER_BYTES: Final = 16 * MEGABYTE
# What the child process ends with when the machine has no room for its answer: nothing is the matter with the file
# (EX_TEMPFAIL of sysexits.h).
NO_ROOM: Final = 75
# What can be read, by the end of the file's name.
EXTENSIONS: Final = frozenset({"pdf", "docx", "odt", "pptx"})
