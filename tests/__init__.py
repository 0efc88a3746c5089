"""The tests of fhvalidate, and the world they live in."""
