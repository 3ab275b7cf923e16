"""What follows publication: citing a work, reusing it, putting it right, confirming it, knowing how it is read."""
