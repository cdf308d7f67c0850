"""Published examples to the digit printed, what must hold for any figures, and what is refused."""
