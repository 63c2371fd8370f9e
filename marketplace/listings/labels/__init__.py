"""What the law wants on the label of each group of goods: the rules as dated data, the shipped file, its rows, a form field."""
