"""What adds to a signed file, and never changes a byte that is there: time-stamps, tokens, data.

pyHanko writes, and is imported here alone and where it is needed: it is an extra, `[extend]`.
"""
