"""Facts and errors: the registry in SQL, the network read from it, and what is reckoned on it."""

import os

# openpyxl takes lxml where it is installed, as python-docx wants it, and then reads what strangers
# hand in without defusedxml.
os.environ["OPENPYXL_LXML"] = "False"
