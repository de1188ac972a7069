"""What a case is: tables, how they are read, checked and changed."""
