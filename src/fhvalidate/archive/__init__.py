"""What an e-archive keeps of a validation: functions of a report that give a file's bytes.

The same report gives the same bytes. Nothing here asks the clock, or opens a file.
"""

from fhvalidate.archive.premis import premis

__all__ = ["premis"]
