"""The judgement: ETSI EN 319 102-1, one module a clause."""
