"""What the rows of result tables are: columns, types, units, declared once."""
