"""How members publish: writing (``drafts``), submitting (``services``), reviewing, and what follows by itself."""
