"""Bundles: a document, its report and all that the report rests on, to be repeated later."""
