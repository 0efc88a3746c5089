"""The registrar's way: from an empty home and a folder of files to a right, plain answer."""
