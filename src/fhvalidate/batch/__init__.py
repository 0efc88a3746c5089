"""Many files as a stream of verdicts that is committed as it comes, resumed and reported on."""
