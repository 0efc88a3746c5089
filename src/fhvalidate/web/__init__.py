"""The service on a pool of kept workers: a page and REST interfaces; see `fhvalidate serve`."""
