"""The join: settings, files and drivers become a running Troth; the only reader of the clock."""
