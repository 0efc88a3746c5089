"""The interface that clients of SiVa call (open-eid/SiVa, 3.10)."""
