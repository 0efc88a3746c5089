"""The only sockets: one bounded request, the evidence a document lacks, trusted lists."""
