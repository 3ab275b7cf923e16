"""The words of documents that pages offer: read by a child process, found with the page on which they stand."""
