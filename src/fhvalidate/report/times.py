"""Times as a person reads them: Swedish time as `words.local_times` writes it."""

from fhvalidate.words.local_times import last_whole_day, local, swedish_time

__all__ = ["last_whole_day", "local", "swedish_time"]
