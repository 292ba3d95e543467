"""What a person is given of themselves: values, facts and files."""
