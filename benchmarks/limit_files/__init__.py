"""Files at each limit of a policy and one beyond it."""
