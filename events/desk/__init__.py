"""The organiser's desk: who comes to what takes place, in the hands of those who hold it, without the editor."""
