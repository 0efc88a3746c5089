"""PDFium's one lock: the library keeps global state and is not thread-safe.

Two threads inside it at once corrupt memory. One lock for the whole process; callers who want
speed use processes.
"""

import threading

PDFIUM = threading.Lock()
