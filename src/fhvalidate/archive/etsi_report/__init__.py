"""The validation report of ETSI TS 119 102-2."""
