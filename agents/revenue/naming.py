"""The specialist's name, for its parts."""

NAME = "revenue"
