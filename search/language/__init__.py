"""What search knows of Dutch and English: which words say nothing, and which words Dutch ones are made of."""
