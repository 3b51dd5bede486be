"""Importing a data set, file by file: each module states the rows of one or a few files."""
