"""What an e-archive keeps of a validation: functions of a report that give a file's bytes.

The same report gives the same bytes. Nothing here asks the clock, or opens a file.
"""

from fhvalidate.archive.archivematica import archivematica
from fhvalidate.archive.erms import erms
from fhvalidate.archive.etsi_report.validation_report import etsi
from fhvalidate.archive.mets import mets
from fhvalidate.archive.premis import premis
from fhvalidate.archive.svkgs import svkgs

__all__ = ["archivematica", "erms", "etsi", "mets", "premis", "svkgs"]
