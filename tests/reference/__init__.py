"""Naive models of what the engine must do, written a second time and for reading only."""
