"""Awkward and hostile workbooks: built in code, with what an import must make of each."""
