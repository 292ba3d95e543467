"""The tests of Troth, laid out as the package is."""
