"""The pages, the API over HTTP and the command line.

Whatever of it is imported first, `graph` comes before it and says how openpyxl reads.
"""

import graph as graph
