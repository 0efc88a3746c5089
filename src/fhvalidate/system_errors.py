"""Why the system or a database refused, as a key of the words for it."""

import errno

_REASONS = {
    "ENOENT": "no-such-file",
    "EACCES": "permission-denied",
    "EPERM": "permission-denied",
    "ENOSPC": "no-space",
    "EDQUOT": "no-space",
    "EROFS": "read-only",
    "EISDIR": "is-a-folder",
    "ENOTDIR": "not-a-folder",
    "ENAMETOOLONG": "name-too-long",
    "ELOOP": "link-loop",
    "EMFILE": "too-many-open-files",
    "ENFILE": "too-many-open-files",
    "EIO": "storage-fails",
    "ESTALE": "storage-fails",
    "ENOTCONN": "storage-fails",
    "EHOSTDOWN": "storage-fails",
    "ETIMEDOUT": "storage-fails",
    "EPIPE": "closed-by-reader",
    "EBADF": "closed",
    "EEXIST": "exists",
    "EBUSY": "in-use",
    "EXDEV": "other-file-system",
    "ETXTBSY": "in-use",
    "EFBIG": "file-size-limit",
    "ENXIO": "nobody-reads",
    "EAGAIN": "nothing-to-read",
    "ENOMEM": "no-memory",
    "SQLITE_FULL": "no-space",
    "SQLITE_READONLY": "read-only",
    "SQLITE_CANTOPEN": "cannot-be-opened",
    "SQLITE_PERM": "permission-denied",
    "SQLITE_NOTADB": "not-a-database",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_BUSY": "in-use",
    "SQLITE_LOCKED": "in-use",
    "SQLITE_IOERR": "storage-fails",
    "SQLITE_NOMEM": "no-memory",
}
# What SQLite keeps beside its file has a size of its own, for which there was no room.
_NO_ROOM_BESIDE = ("SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMMAP")


def reason_of(error: Exception) -> str:
    """Why the system or the database refused, a key of the catalogues' `fact-reason` table.

    What has no words of its own is told by the system's symbol (`ENOTSUP`), which belongs to no
    language; what the system has not said, by the kind of error.
    """
    own = getattr(error, "reason_key", None)
    if isinstance(own, str):
        return own
    if isinstance(error, UnicodeEncodeError):
        return "no-such-file"  # no name can have those characters
    if isinstance(error, UnicodeDecodeError):
        return "not-utf-8"
    if isinstance(error, TimeoutError):
        return "timeout"
    name = getattr(error, "sqlite_errorname", None)
    number = getattr(error, "errno", None)
    if name in _NO_ROOM_BESIDE:
        return "no-space"
    if isinstance(name, str):
        name = "_".join(name.split("_")[:2])  # SQLITE_IOERR_WRITE is a kind of SQLITE_IOERR
    elif isinstance(number, int):
        name = errno.errorcode.get(number)
    return type(error).__name__ if name is None else _REASONS.get(name, name)
