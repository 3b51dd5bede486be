"""The quarter's report of a district: said once, written as a page, as .xlsx and as .docx."""
